/// Returns memory to the system after a peak.
#pragma once

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace usher::http {

/// The allocator keeps the memory of a peak for later. Not thread-safe.
class MemoryTrim {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Takes the number of bytes in use; trims once most of a large peak is free again.
  void observe(std::size_t bytes, Time now) {
    peak_ = std::max(peak_, bytes);
    if (peak_ < kLargePeak || bytes > peak_ / 4 || now < next_) return;
    peak_ = bytes;
    next_ = now + kInterval;
    ::malloc_trim(0);
  }

 private:
  static constexpr std::size_t kLargePeak = std::size_t{16} << 20;
  static constexpr std::chrono::seconds kInterval{5};

  std::size_t peak_ = 0;
  Time next_;
};

}  // namespace usher::http
