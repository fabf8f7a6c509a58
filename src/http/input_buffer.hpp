/// The bytes that a connection has received: the head of the current request, which stays in place
/// while views refer to it, then the unparsed bytes.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace usher::http {

/// A growing buffer of received bytes. Not thread-safe.
///
/// Invariant: 0 <= start_ <= head_end_ <= consumed_ <= end_ <= capacity_.
class InputBuffer {
 public:
  /// Returns the first byte of the current message; invalidated by prepare().
  const char* start() const { return bytes_.get() + start_; }
  /// Returns the bytes that are not parsed; invalidated by prepare().
  std::string_view unread() const { return {bytes_.get() + consumed_, end_ - consumed_}; }

  /// Marks the first `count` unread bytes as parsed.
  void consume(std::size_t count) { consumed_ += count; }
  /// Marks all parsed bytes as the head. prepare() may discard bytes that are parsed later.
  void keep_head() { head_end_ = consumed_; }
  /// Starts the next message at the first unread byte. Frees memory if the buffer is large and
  /// empty, so that idle connections hold little.
  void next_message();

  /// Returns writable space of at least `min_bytes`. The caller limits the size of unread().
  std::span<char> prepare(std::size_t min_bytes);
  /// Appends the first `count` bytes of the space that prepare() returned.
  void commit(std::size_t count) { end_ += count; }

 private:
  void discard_parsed();

  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t start_ = 0;
  std::size_t head_end_ = 0;
  std::size_t consumed_ = 0;
  std::size_t end_ = 0;
};

}  // namespace usher::http
