#include "domain/authorization.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "base/secret.hpp"

namespace usher::domain {
namespace {

constexpr std::size_t kLongestUri = 500;
constexpr std::array<std::string_view, 2> kLoopback = {"http://127.0.0.1", "http://[::1]"};

bool is_letter_or_digit(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// RFC 3986, 2: what a URI is written in; but for '#', which starts a fragment, and for ';', ','
/// and quotes, which would end a part of a Content-Security-Policy.
bool is_uri_character(unsigned char c) {
  return is_letter_or_digit(c) ||
         std::string_view("-._~:/?[]@!$&()*+=%").find(static_cast<char>(c)) !=
             std::string_view::npos;
}

std::string_view scheme_of(std::string_view uri) {
  const std::size_t colon = uri.find(':');
  return colon == std::string_view::npos ? std::string_view() : uri.substr(0, colon);
}

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

bool has_host(std::string_view uri) {
  const std::size_t start = uri.find("://") + 3;
  const std::string_view authority = uri.substr(start, uri.find_first_of("/?", start) - start);
  return !authority.empty() && authority.find('@') == std::string_view::npos &&
         authority.front() != ':';
}

}  // namespace

Result<void> check_redirect_uri(std::string_view uri) {
  const auto wrong = [&](std::string_view why) {
    return Error{Errc::invalid, "The redirect URI " + std::string(why) + "."};
  };
  if (uri.empty() || uri.size() > kLongestUri) return wrong("takes 1 to 500 characters");
  if (uri.find('#') != std::string_view::npos) return wrong("must have no fragment");
  if (!std::all_of(uri.begin(), uri.end(), is_uri_character)) {
    return wrong("has characters that no URI has, or one of ; , '");
  }
  if (uri.starts_with("https://")) {
    if (!has_host(uri)) return wrong("names no host, or a user");
    return {};
  }
  if (uri.starts_with("http://")) {
    const auto address = loopback_of(uri);
    if (!address || !behind_port(uri, *address)) {
      return wrong("must be https, or http on 127.0.0.1 or [::1]");
    }
    return {};
  }
  // RFC 8252, 7.1: a scheme of one's own is a domain name turned around.
  const std::string_view scheme = scheme_of(uri);
  const bool own = scheme.find('.') != std::string_view::npos &&
                   std::all_of(scheme.begin(), scheme.end(), [](unsigned char c) {
                     return is_letter_or_digit(c) || c == '.' || c == '-' || c == '+';
                   });
  if (!own) return wrong("must be https, http on 127.0.0.1, or a scheme such as com.example.app:");
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

std::string origin_of(std::string_view uri) {
  if (!uri.starts_with("http://") && !uri.starts_with("https://")) {
    return std::string(scheme_of(uri)) + ":";
  }
  return std::string(uri.substr(0, uri.find_first_of("/?", uri.find("://") + 3)));
}

bool is_code_challenge(std::string_view challenge) {
  return challenge.size() == 43 &&
         std::all_of(challenge.begin(), challenge.end(),
                     [](unsigned char c) { return is_letter_or_digit(c) || c == '-' || c == '_'; });
}

bool meets_challenge(std::string_view challenge, std::string_view verifier) {
  return constant_time_equal(to_base64url(sha256(verifier)), challenge);
}

}  // namespace usher::domain
