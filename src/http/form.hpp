/// The fields of a query string or a form body (application/x-www-form-urlencoded).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace usher::http {

/// Decoded names and values in the order in which they were received. Malformed escapes stay
/// unchanged because some clients send unencoded quotes, spaces and percent signs. Fields after the
/// first 100 are dropped.
class Form {
 public:
  Form() = default;
  explicit Form(std::string_view text) { add(text); }

  /// Appends the fields of another query string or body.
  void add(std::string_view text);

  /// Returns the first value of this name; nullopt if there is none.
  std::optional<std::string_view> find(std::string_view name) const;
  /// Returns the first value of this name; empty if there is none.
  std::string_view value(std::string_view name) const;
  /// Returns the first value of this name, compared case-insensitively; nullopt if there is none.
  std::optional<std::string_view> find_ignoring_case(std::string_view name) const;
  /// Returns how many fields have this name.
  std::size_t count(std::string_view name) const;
  /// Returns whether two fields of this name have different values.
  bool has_conflicting_values(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// Decodes one name or value of a form: '+' becomes a space and %XX a byte. Malformed escapes stay
/// unchanged.
std::string form_decode(std::string_view text);

}  // namespace usher::http
