# Renames in src/domain and src/mail, as `sed -E -f tools/words/domain.sed` applies them to a source file.
# Decisions after an attempt to send a mail
s/\bDeliveryVerdict::State::again\b/DeliveryDecision::State::retry/g
s/\bDeliveryVerdict::State::uncertain\b/DeliveryDecision::State::unknown/g
s/\bDeliveryVerdict\b/DeliveryDecision/g
s/\bVerdict\b/RetryDecision/g
s#provisioning/verdict#provisioning/retry_decision#g
s/\bagain_in\b/retry_in/g
s/\bfrees_ip\b/releases_ip/g
s/\bafter_notice\b/after_move_notice/g
s/\bafter_plain\b/after_resend_or_alert/g
s/\bperhaps_taken\b/possibly_accepted/g
s/\bsender_refused\b/sender_rejected/g
# Sending a mail
s/\bmail::Outcome\b/mail::SendOutcome/g
s/\bmail::Delivery\b/mail::SendResult/g
s/\b(mailer_?|sender_?)(\.|->)expect\(/\1\2announce(/g
s/\bWaitingMailer\b/BlockingMailer/g
s/\bwaiting_mailer\b/blocking_mailer/g
s/\bOccasion\b/MailTemplate/g
s/\bmails_of\b/split_mailbox/g
s/\.elsewhere\(/.run_on_thread(/g
# Tokens of mails, links and user names
s/\bMailLink\b/MailTokenKind/g
s/\bMailKey\b/MailIdentity/g
s/\bReadToken\b/MailToken/g
s/\bread_mail_token\b/parse_mail_token/g
s/\.leads_to\(/.matches_url(/g
s/\baccount_of_user_name\b/parse_user_name/g
s/\bactivation_of_token\b/parse_confirm_token/g
s/\bmessage_of_token\b/parse_online_token/g
# Messages and recipients
s/\bread_plain\b/parse_merge_text/g
s/\bdomain::read_address\b/domain::parse_merge_url/g
s/\bread_html\b/parse_merge_html/g
s/\bdomain::merged\(/domain::merge(/g
s/\bdomain::rows_of\b/domain::parse_import_rows/g
s/\bdomain::fields_of\b/domain::parse_fields/g
s/\bdomain::Page</domain::ResultPage</g
s/\bListSettingHome\b/ListSettingStorage/g
s/\bListSettingNeed\b/ListSettingRequirement/g
s/\bsetting\.need\b/setting.requirement/g
s/\bFilterOp::opposite\b/FilterOp::logical_not/g
s/\bFilterOp::both\b/FilterOp::logical_and/g
s/\bFilterOp::either\b/FilterOp::logical_or/g
s/\bhtml_escaped\b/escape_html/g
s/\bhtml_unescaped\b/unescape_html/g
# Limits
s/\bkFollowedMost\b/kMaxTrackedLinks/g
s/\bk(AllImageBytes|AttachmentBytes|FieldNumber|FieldValue|FileName|FilterBytes|FilterDepth|FilterLevels|FilterNodes|GroupName|GroupNotes|ImageBytes|ImageName|Images|MessageNotes|MessageTags|Messages|Mobile|OrderTerms|PreHeader|Protocol|RecipientName|Subject|TagName|Tags|TrackingParams|TrackingProtocols)Most\b/kMax\1/g
