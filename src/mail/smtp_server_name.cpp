#include "mail/smtp_server_name.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "base/error.hpp"
#include "base/text.hpp"

namespace usher::mail {
namespace {

struct UrlDeleter {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, UrlDeleter>;

/// Returns an empty text if the URL does not have the part.
std::string part_of(const Url& url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK) return {};
  const std::unique_ptr<char, decltype(&curl_free)> owner(text, &curl_free);
  return text;
}

bool is_loopback(const std::string& host) {
  in_addr v4{};
  in6_addr v6{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  if (host.size() > 2 && host.front() == '[' &&
      inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &v6) == 1) {
    return IN6_IS_ADDR_LOOPBACK(&v6);
  }
  return ascii_iequals(host, "localhost");
}

bool is_helo_name(const std::string& name) {
  return std::all_of(name.begin(), name.end(), [](char c) {
    return is_ascii_alphanumeric(c) || std::string_view(".-:[]").find(c) != std::string_view::npos;
  });
}

}  // namespace

SmtpServerName parse_smtp_server(const std::string& text, const std::string& helo_name) {
  const Url url(curl_url());
  if (!url) throw Unavailable("libcurl has no memory for a URL");
  const bool parsed = curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) == CURLUE_OK;
  const std::string scheme = part_of(url, CURLUPART_SCHEME);
  const std::string path = part_of(url, CURLUPART_PATH);
  if (!parsed || (scheme != "smtp" && scheme != "smtps")) {
    throw ConfigurationError(
        "smtp_url must be smtp://host:port, smtps://host:port or capture:FOLDER");
  }
  if (!part_of(url, CURLUPART_USER).empty() || !part_of(url, CURLUPART_PASSWORD).empty()) {
    throw ConfigurationError(
        "smtp_url must not contain a user or password: set them with their own keys");
  }
  if ((!path.empty() && path != "/") || !part_of(url, CURLUPART_QUERY).empty() ||
      !part_of(url, CURLUPART_FRAGMENT).empty()) {
    throw ConfigurationError("smtp_url must end after host and port");
  }
  if (!is_helo_name(helo_name)) {
    throw ConfigurationError("the name for EHLO must be a host name or an IP address in brackets");
  }
  curl_url_set(url.get(), CURLUPART_PATH, ("/" + helo_name).c_str(), 0);
  return {part_of(url, CURLUPART_URL), scheme == "smtps",
          is_loopback(part_of(url, CURLUPART_HOST))};
}

}  // namespace usher::mail
