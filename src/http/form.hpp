/// Names and values of a query string or a form body (application/x-www-form-urlencoded).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace usher::http {

/// In wire order, decoded: '+' is a space, %XX a byte; what is not well-formed stays as it is,
/// since clients send raw quotes, spaces and stray percent signs. At most 100 fields; the rest is
/// dropped.
class Form {
 public:
  Form() = default;
  explicit Form(std::string_view text) { add(text); }

  void add(std::string_view text);

  /// The first value of that name; nothing when there is none.
  std::optional<std::string_view> find(std::string_view name) const;
  /// The same; empty when there is none.
  std::string_view value(std::string_view name) const;
  /// As `find`, whatever the case of the name.
  std::optional<std::string_view> find_ignoring_case(std::string_view name) const;
  /// How often a name comes.
  std::size_t count(std::string_view name) const;
  /// Whether a name comes with two different values.
  bool has_conflicting_values(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// Decodes one name or value of a form: '+' becomes a space and %XX a byte. Malformed escapes stay
/// unchanged.
std::string form_decode(std::string_view text);

}  // namespace usher::http
