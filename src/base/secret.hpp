/// A text type for secrets, which prevents accidental disclosure.
#pragma once

#include <string>
#include <string_view>

namespace usher {

/// A secret text. It cannot be printed or converted, and its destructor wipes it from memory.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  /// Returns the plain text, for the one response or mail that is defined to contain it.
  const std::string& reveal() const { return text_; }
  bool empty() const { return text_.empty(); }

 private:
  std::string text_;
};

/// Compares two texts in a time that depends on the lengths only.
bool constant_time_equal(std::string_view a, std::string_view b);

}  // namespace usher
