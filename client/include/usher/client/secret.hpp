/// Text that must not be seen by accident: it does not print, compares in constant time and is
/// wiped when it goes. Not thread-safe, like any value.
#pragma once

#include <string>
#include <utility>

namespace usher::client {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret& operator=(const Secret& other);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  /// The plain text. Whoever asks for it answers for where it goes.
  const std::string& reveal() const { return text_; }
  bool empty() const { return text_.empty(); }

  /// Takes a time that depends on the lengths alone.
  friend bool operator==(const Secret& a, const Secret& b);

 private:
  std::string text_;
};

}  // namespace usher::client
