/// Wakes a thread that waits in poll(2).
#pragma once

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

#include "base/error.hpp"

namespace usher {

/// set() is thread-safe; the rest is for the thread that waits.
class WakeEvent {
 public:
  /// Throws `Unavailable` when there are no descriptors left.
  WakeEvent() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (descriptor_ < 0) throw Unavailable("no descriptors are left");
  }
  ~WakeEvent() { ::close(descriptor_); }
  WakeEvent(const WakeEvent&) = delete;
  WakeEvent& operator=(const WakeEvent&) = delete;

  /// Readable (POLLIN) from set() to clear().
  int descriptor() const { return descriptor_; }
  void set() const {
    const std::uint64_t one = 1;
    // A full counter is as good as a written one.
    [[maybe_unused]] const ssize_t written = ::write(descriptor_, &one, sizeof one);
  }
  void clear() const {
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t taken = ::read(descriptor_, &count, sizeof count);
  }

 private:
  const int descriptor_;
};

}  // namespace usher
