#include "http/loop_context.hpp"

#include "base/clock.hpp"

namespace usher::http {
namespace {

constexpr std::size_t kMaxSpareBytes = 64 * 1024;

/// Maps numbers to distinct numbers that differ in many bits. Each step is invertible.
std::uint64_t scramble(std::uint64_t x) {
  x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93ULL;
  x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93ULL;
  return x ^ (x >> 32);
}

}  // namespace

LoopContext::LoopContext(ServerContext& server, Metrics& metrics, std::uint64_t id_seed,
                         std::size_t number, std::function<void()> on_tick)
    : server_(server),
      traffic_(server.router, server.log, metrics),
      id_seed_(id_seed),
      next_id_(static_cast<std::uint64_t>(number) << 48),
      loop_([this, on_tick = std::move(on_tick)](SteadyTime) {
        refresh_date();
        if (on_tick) on_tick();
      }) {
  refresh_date();
}

RequestId LoopContext::next_request_id() {
  constexpr char kDigits[] = "0123456789abcdef";
  std::uint64_t bits = scramble(id_seed_ + next_id_++);
  RequestId id;
  for (char& digit : id) {
    digit = kDigits[bits & 15];
    bits >>= 4;
  }
  return id;
}

void LoopContext::release_buffer(std::string buffer) {
  buffer.clear();
  if (buffer.capacity() <= kMaxSpareBytes) spare_ = std::move(buffer);
}

void LoopContext::refresh_date() {
  const TimePoint now = SystemClock{}.now();
  const std::int64_t second = to_ms(now) / 1000;
  if (second == date_second_) return;
  date_second_ = second;
  date_ = to_http_date(now);
}

}  // namespace usher::http
