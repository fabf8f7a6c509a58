/// Text that must not be disclosed by accident.
#pragma once

#include <string>
#include <utility>

namespace usher::client {

/// A secret text. It does not print, compares in constant time and is wiped from memory on
/// destruction. A value type: not thread-safe.
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

  /// Compares in a time that depends on the lengths only.
  friend bool operator==(const Secret& a, const Secret& b);

 private:
  std::string text_;
};

}  // namespace usher::client
