#include "http/input_buffer.hpp"

#include <algorithm>
#include <cstring>

namespace usher::http {
namespace {

/// The capacity in bytes that an idle connection keeps. Most requests fit into it, and ten thousand
/// idle connections hold 20 MB.
constexpr std::size_t kIdleCapacity = 2048;

}  // namespace

void InputBuffer::next_message() {
  start_ = head_end_ = consumed_;
  if (consumed_ != end_) return;
  start_ = head_end_ = consumed_ = end_ = 0;
  if (capacity_ > kIdleCapacity) {
    bytes_.reset();
    capacity_ = 0;
  }
}

std::span<char> InputBuffer::prepare(std::size_t min_bytes) {
  if (capacity_ - end_ < min_bytes) discard_parsed();
  if (capacity_ - end_ < min_bytes) {
    const std::size_t capacity = std::max({kIdleCapacity, 2 * capacity_, end_ + min_bytes});
    auto larger = std::make_unique_for_overwrite<char[]>(capacity);
    if (end_ > 0) std::memcpy(larger.get(), bytes_.get(), end_);
    bytes_ = std::move(larger);
    capacity_ = capacity;
  }
  return {bytes_.get() + end_, capacity_ - end_};
}

void InputBuffer::discard_parsed() {
  if (end_ == 0) return;
  char* const bytes = bytes_.get();
  std::memmove(bytes + head_end_, bytes + consumed_, end_ - consumed_);
  end_ -= consumed_ - head_end_;
  std::memmove(bytes, bytes + start_, end_ - start_);
  end_ -= start_;
  head_end_ -= start_;
  consumed_ = head_end_;
  start_ = 0;
}

}  // namespace usher::http
