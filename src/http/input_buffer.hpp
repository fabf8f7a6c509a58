/// The bytes that a connection has received: the head of the current request, kept in place as long
/// as its views are needed, then what has not been parsed yet.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace usher::http {

/// Not thread-safe.
///
/// Invariants: 0 <= start_ <= kept_ <= eaten_ <= end_ <= capacity_.
class InputBuffer {
 public:
  /// Where the current message starts; moves with room().
  const char* start() const { return bytes_.get() + start_; }
  std::string_view unread() const { return {bytes_.get() + eaten_, end_ - eaten_}; }

  /// The first `count` unread bytes have been parsed.
  void eat(std::size_t count) { eaten_ += count; }
  /// Everything eaten so far is the head: it stays; what is eaten later is given up by room().
  void keep_head() { kept_ = eaten_; }
  /// The next message starts with the first unread byte. Gives up memory that idle connections
  /// should not hold.
  void next_message();

  /// Space for at least `least` more bytes. REQUIRES: unread() stays within what the caller limits.
  std::span<char> room(std::size_t least);
  void filled(std::size_t count) { end_ += count; }

 private:
  void close_gaps();

  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t start_ = 0;
  std::size_t kept_ = 0;
  std::size_t eaten_ = 0;
  std::size_t end_ = 0;
};

}  // namespace usher::http
