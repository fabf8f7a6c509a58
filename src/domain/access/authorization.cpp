#include "domain/access/authorization.hpp"

#include <algorithm>
#include <array>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"

namespace usher::domain {
namespace {

constexpr std::size_t kLongestUri = 500;
constexpr std::array<std::string_view, 2> kLoopback = {"http://127.0.0.1", "http://[::1]"};

/// The loopback address that it starts with; what follows is a port, a path or nothing.
std::optional<std::string_view> loopback_of(std::string_view uri) {
  for (const std::string_view address : kLoopback) {
    if (!uri.starts_with(address)) continue;
    const std::string_view rest = uri.substr(address.size());
    if (rest.empty() || rest.front() == ':' || rest.front() == '/' || rest.front() == '?') {
      return address;
    }
  }
  return std::nullopt;
}

/// Of a loopback URI what stands behind address and port; nothing when the port is none.
std::optional<std::string_view> behind_port(std::string_view uri, std::string_view address) {
  std::string_view rest = uri.substr(address.size());
  if (!rest.starts_with(':')) return rest;
  rest.remove_prefix(1);
  const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  const bool ends = digits == rest.size() || rest[digits] == '/' || rest[digits] == '?';
  if (digits == 0 || digits > 5 || !ends) return std::nullopt;
  return rest.substr(digits);
}

/// A name of alphanumerics, '-' and '.', or an address: what a Content-Security-Policy and every
/// browser read as the same host.
bool is_plain_host(const boost::urls::url_view& url) {
  if (url.host_type() != boost::urls::host_type::name) return !url.encoded_host().empty();
  const std::string_view host = url.encoded_host();
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return is_ascii_alphanumeric(c) || c == '-' || c == '.';
  });
}

/// RFC 8252, 7.1: a scheme of one's own is a domain name turned around.
bool is_own_scheme(const boost::urls::url_view& url) {
  const std::string_view scheme = url.scheme();
  return scheme.find('.') != std::string_view::npos && url.encoded_path().starts_with('/');
}

}  // namespace

Result<void> check_redirect_uri(std::string_view uri) {
  const auto wrong = [&](std::string_view why) {
    return Error{Errc::invalid, "The redirect URI " + std::string(why) + "."};
  };
  if (uri.empty() || uri.size() > kLongestUri) return wrong("takes 1 to 500 characters");
  const auto url = boost::urls::parse_uri({uri.data(), uri.size()});
  if (!url) return wrong("is no absolute URI (RFC 3986)");
  if (url->has_fragment()) return wrong("must have no fragment");
  if (url->has_userinfo()) return wrong("must name no user");
  if (uri.starts_with("https://")) {
    if (!is_plain_host(*url)) return wrong("names no host");
    return {};
  }
  if (uri.starts_with("http://")) {
    const auto address = loopback_of(uri);
    if (!address || !behind_port(uri, *address)) {
      return wrong(
          "must be https, http on 127.0.0.1 or [::1], or a scheme of your own such as "
          "com.example.app:/");
    }
    return {};
  }
  if (!is_own_scheme(*url)) {
    return wrong(
        "must be https, http on 127.0.0.1 or [::1], or a scheme of your own such as "
        "com.example.app:/");
  }
  return {};
}

bool may_redirect(const Application& application, std::string_view uri) {
  if (!check_redirect_uri(uri)) return false;
  const auto address = loopback_of(uri);
  return std::any_of(application.redirect_uris.begin(), application.redirect_uris.end(),
                     [&](const std::string& known) {
                       if (known == uri) return true;
                       return address && loopback_of(known) == address &&
                              behind_port(known, *address) == behind_port(uri, *address);
                     });
}

std::string scheme_of(std::string_view uri) { return std::string(uri.substr(0, uri.find(':'))); }

bool is_code_challenge(std::string_view challenge) {
  return challenge.size() == 43 && std::all_of(challenge.begin(), challenge.end(), [](char c) {
           return is_ascii_alphanumeric(c) || c == '-' || c == '_';
         });
}

bool meets_challenge(std::string_view challenge, std::string_view verifier) {
  return constant_time_equal(to_base64url(sha256(verifier)), challenge);
}

}  // namespace usher::domain
