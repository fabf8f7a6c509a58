/// Cookies as our pages set them (RFC 6265).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/random.hpp"
#include "http/message.hpp"

namespace usher::api {

/// For the whole server, not for scripts, not on requests that other sites make in the background;
/// when its public address is https also bound to it (`__Host-`). Immutable.
class Cookies {
 public:
  explicit Cookies(std::string_view public_url) : secure_(public_url.starts_with("https://")) {}

  /// Empty when there is none.
  std::string_view get(const http::Request& request, std::string_view name) const;
  /// The Set-Cookie header. Without `life` it ends with the browser's session.
  std::pair<std::string, std::string> set(std::string_view name, std::string_view value,
                                          std::optional<std::chrono::seconds> life = {}) const;
  std::pair<std::string, std::string> forget(std::string_view name) const;

 private:
  std::string full_name(std::string_view name) const;
  const bool secure_;
};

/// Ties forms to the browser that they were given to, before anybody has signed in: what the form
/// brings back has to be what the cookie says. One value for all of a browser's forms, so that two
/// tabs do not disturb each other.
class FormKey {
 public:
  /// The one that the browser has, else a new one.
  FormKey(const Cookies& cookies, const http::Request& request, Random& random);

  const std::string& value() const { return value_; }
  bool is(std::string_view given) const;
  /// Lets the browser keep it; nothing when it has it already.
  std::optional<std::pair<std::string, std::string>> header() const;

 private:
  const Cookies& cookies_;
  std::string value_;
  bool is_new_ = false;
};

}  // namespace usher::api
