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

constexpr std::size_t kMaxUriLength = 500;
constexpr std::string_view kAllowedUris =
    "must be https, http on 127.0.0.1 or [::1], or a scheme of your own such as com.example.app:/";
constexpr std::array<std::string_view, 2> kLoopback = {"http://127.0.0.1", "http://[::1]"};

/// Returns the loopback address at the start of the URI; nullopt if the host is another.
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

/// Returns the part of a loopback URI after address and port; nullopt if the port is malformed.
std::optional<std::string_view> after_port(std::string_view uri, std::string_view address) {
  std::string_view rest = uri.substr(address.size());
  if (!rest.starts_with(':')) return rest;
  rest.remove_prefix(1);
  const std::size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  const bool ends = digits == rest.size() || rest[digits] == '/' || rest[digits] == '?';
  if (digits == 0 || digits > 5 || !ends) return std::nullopt;
  return rest.substr(digits);
}

/// Returns whether the host is an address or a name of alphanumerics, '-' and '.': a
/// Content-Security-Policy and all browsers parse these alike.
bool is_plain_host(const boost::urls::url_view& url) {
  if (url.host_type() != boost::urls::host_type::name) return !url.encoded_host().empty();
  const std::string_view host = url.encoded_host();
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return is_ascii_alphanumeric(c) || c == '-' || c == '.';
  });
}

/// Returns whether the scheme is a reversed domain name (RFC 8252, 7.1).
bool is_private_use_scheme(const boost::urls::url_view& url) {
  const std::string_view scheme = url.scheme();
  return scheme.find('.') != std::string_view::npos && url.encoded_path().starts_with('/');
}

}  // namespace

Result<void> check_redirect_uri(std::string_view uri) {
  const auto wrong = [&](std::string_view why) {
    return Error{Errc::invalid, "The redirect URI " + std::string(why) + "."};
  };
  if (uri.empty() || uri.size() > kMaxUriLength) return wrong("must have 1 to 500 characters");
  const auto url = boost::urls::parse_uri({uri.data(), uri.size()});
  if (!url) return wrong("is not an absolute URI (RFC 3986)");
  if (url->has_fragment()) return wrong("must not have a fragment");
  if (url->has_userinfo()) return wrong("must not contain a user name");
  if (uri.starts_with("https://")) {
    if (!is_plain_host(*url)) return wrong("has no valid host");
    return {};
  }
  if (uri.starts_with("http://")) {
    const auto address = loopback_of(uri);
    if (!address || !after_port(uri, *address)) return wrong(kAllowedUris);
    return {};
  }
  if (!is_private_use_scheme(*url)) return wrong(kAllowedUris);
  return {};
}

bool may_redirect(const Application& application, std::string_view uri) {
  if (!check_redirect_uri(uri)) return false;
  const auto address = loopback_of(uri);
  return std::any_of(application.redirect_uris.begin(), application.redirect_uris.end(),
                     [&](const std::string& known) {
                       if (known == uri) return true;
                       return address && loopback_of(known) == address &&
                              after_port(known, *address) == after_port(uri, *address);
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
