/// Cookies of the pages (RFC 6265).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/random.hpp"
#include "http/message.hpp"

namespace usher::api {

/// Reads and sets cookies that are HttpOnly, SameSite=Lax and valid for the whole server. If the
/// public address is https, the cookies are also bound to the host (`__Host-`). Immutable.
class Cookies {
 public:
  explicit Cookies(std::string_view public_url) : secure_(public_url.starts_with("https://")) {}

  /// Returns the cookie's value; empty if the request has no such cookie.
  std::string_view get(const http::Request& request, std::string_view name) const;
  /// Returns a Set-Cookie header. Without `life` the cookie expires with the browser's session.
  std::pair<std::string, std::string> set(std::string_view name, std::string_view value,
                                          std::optional<std::chrono::seconds> life = {}) const;
  std::pair<std::string, std::string> remove(std::string_view name) const;

 private:
  std::string full_name(std::string_view name) const;
  const bool secure_;
};

/// Protects forms, including the sign-in form, against cross-site request forgery: a form must
/// return the value of a cookie. All forms of a browser share one value, so that several tabs work.
class FormKey {
 public:
  /// Uses the value of the browser's cookie, or a new value if the browser has no cookie.
  FormKey(const Cookies& cookies, const http::Request& request, Random& random);

  const std::string& value() const { return value_; }
  bool is(std::string_view given) const;
  /// Returns the Set-Cookie header for a new value; nullopt if the browser has the cookie.
  std::optional<std::pair<std::string, std::string>> header() const;

 private:
  const Cookies& cookies_;
  std::string value_;
  bool is_new_ = false;
};

}  // namespace usher::api
