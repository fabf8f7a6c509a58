#include "http/input_buffer.hpp"

#include <algorithm>
#include <cstring>

namespace usher::http {
namespace {

/// Most requests fit, and ten thousand idle connections hold 20 MB of it.
constexpr std::size_t kIdleCapacity = 2048;

}  // namespace

void InputBuffer::next_message() {
  start_ = kept_ = eaten_;
  if (eaten_ != end_) return;
  start_ = kept_ = eaten_ = end_ = 0;
  if (capacity_ > kIdleCapacity) {
    bytes_.reset();
    capacity_ = 0;
  }
}

std::span<char> InputBuffer::room(std::size_t least) {
  if (capacity_ - end_ < least) close_gaps();
  if (capacity_ - end_ < least) {
    const std::size_t wanted = std::max({kIdleCapacity, 2 * capacity_, end_ + least});
    auto larger = std::make_unique_for_overwrite<char[]>(wanted);
    if (end_ > 0) std::memcpy(larger.get(), bytes_.get(), end_);
    bytes_ = std::move(larger);
    capacity_ = wanted;
  }
  return {bytes_.get() + end_, capacity_ - end_};
}

void InputBuffer::close_gaps() {
  if (end_ == 0) return;
  char* const bytes = bytes_.get();
  std::memmove(bytes + kept_, bytes + eaten_, end_ - eaten_);
  end_ -= eaten_ - kept_;
  std::memmove(bytes, bytes + start_, end_ - start_);
  end_ -= start_;
  kept_ -= start_;
  eaten_ = kept_;
  start_ = 0;
}

}  // namespace usher::http
