#include "url.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <new>
#include <stdexcept>

namespace usher::client {
namespace {

struct CurlDeleter {
  void operator()(char* text) const { curl_free(text); }
};
using CurlText = std::unique_ptr<char, CurlDeleter>;

bool unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

std::string decoded(std::string_view text) {
  std::string form(text);
  std::replace(form.begin(), form.end(), '+', ' ');
  int size = 0;
  const CurlText plain(
      curl_easy_unescape(nullptr, form.data(), static_cast<int>(form.size()), &size));
  if (!plain) throw std::bad_alloc();
  return {plain.get(), static_cast<std::size_t>(size)};
}

bool has(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  const bool present = curl_url_get(url, part, &text, 0) == CURLUE_OK;
  curl_free(text);
  return present;
}

}  // namespace

std::string percent_encode(std::string_view text) {
  // libcurl computes the length itself if the length is 0.
  if (text.empty()) return {};
  const CurlText encoded(curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())));
  if (!encoded) throw std::bad_alloc();
  return encoded.get();
}

std::string form_encode(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    if (!out.empty()) out.push_back('&');
    out.append(percent_encode(name)).append("=").append(percent_encode(value));
  }
  return out;
}

std::string query_parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::string_view field = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(field.size() + 1, query.size()));
    const std::size_t equals = std::min(field.find('='), field.size());
    if (decoded(field.substr(0, equals)) != name) continue;
    return equals == field.size() ? std::string() : decoded(field.substr(equals + 1));
  }
  return {};
}

std::string validated_base_url(const std::string& url) {
  const std::unique_ptr<CURLU, void (*)(CURLU*)> parsed(curl_url(), curl_url_cleanup);
  const bool is_http = url.starts_with("http://") || url.starts_with("https://");
  // The message omits the URL, which may contain a password.
  if (!is_http || !parsed ||
      curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    throw std::invalid_argument("the base URL must begin with http:// or https:// and a host");
  }
  for (const CURLUPart part :
       {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT}) {
    if (has(parsed.get(), part)) {
      throw std::invalid_argument("the base URL must not have a user, query or fragment");
    }
  }
  return url.substr(0, url.find_last_not_of('/') + 1);
}

void check_path(std::string_view path) {
  for (const char c : path) {
    const bool valid = unreserved(c) || std::string_view("/%!$&'()*+,;=:@").find(c) != path.npos;
    if (!valid) {
      throw std::invalid_argument("the path contains invalid characters; percent-encode them");
    }
  }
  if (path.empty() || path.front() == '/') {
    throw std::invalid_argument(
        "the path must be relative to the service, such as Console/User/Lists");
  }
  // An id such as "../.." must not lead to another service.
  for (std::string_view rest = path; !rest.empty();) {
    const std::string_view segment = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(segment.size() + 1, rest.size()));
    const std::string plain = decoded(segment);
    if (plain == "." || plain == "..")
      throw std::invalid_argument("the path must not contain . or .. segments");
  }
}

}  // namespace usher::client
