/// A text type for secrets, which prevents accidental disclosure.
#pragma once

#include <string>
#include <utility>

namespace usher::client {

/// A secret text. It cannot be printed, its comparison takes constant time, and its destructor
/// wipes it from memory. Not thread-safe.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret& operator=(const Secret& other);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  /// Returns the plain text. Do not log or print it.
  const std::string& reveal() const { return text_; }
  bool empty() const { return text_.empty(); }

  /// Compares two texts in a time that depends on the lengths only.
  friend bool operator==(const Secret& a, const Secret& b);

 private:
  std::string text_;
};

}  // namespace usher::client
