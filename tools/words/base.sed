# Renames in base and http
s/\bwith_values\b/fill_placeholders/g
s/\bwhole_number\b/parse_integer/g
s/\bpositive_number\b/random_positive_number/g
s/\bspend_a_password_check\b/simulate_password_check/g
s/\bis_outdated\b/needs_rehash/g
s/\bkLargestPublicId\b/kMaxPublicId/g
s/\bcontradicts_itself\b/has_conflicting_values/g
s/\bfind_any_case\b/find_ignoring_case/g
s/\bhttp::decoded\b/http::form_decode/g
s/\banswer_format\b/response_format/g
s/\bbody_format\b/request_format/g
s/\bhas_left\b/is_disconnected/g
s/\blargest_body_bytes\b/max_body_bytes/g
s/\blargest_answer\b/max_response_bytes/g
s/\bHttpAnswer\b/HttpResponse/g
