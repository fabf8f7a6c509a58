/// Wakes a thread that is blocked in poll(2).
#pragma once

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

#include "base/error.hpp"

namespace usher {

/// An eventfd. set() is thread-safe; the other functions are for the waiting thread.
class WakeEvent {
 public:
  /// Throws `Unavailable` if no descriptor is available.
  WakeEvent() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (descriptor_ < 0) throw Unavailable("no file descriptor is available");
  }
  ~WakeEvent() { ::close(descriptor_); }
  WakeEvent(const WakeEvent&) = delete;
  WakeEvent& operator=(const WakeEvent&) = delete;

  /// Returns a descriptor that is readable (POLLIN) from set() to clear().
  int descriptor() const { return descriptor_; }
  void set() const {
    const std::uint64_t one = 1;
    // The write fails only if the counter is full; then the descriptor is readable already.
    [[maybe_unused]] const ssize_t written = ::write(descriptor_, &one, sizeof one);
  }
  void clear() const {
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t count_read = ::read(descriptor_, &count, sizeof count);
  }

 private:
  const int descriptor_;
};

}  // namespace usher
