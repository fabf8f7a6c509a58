/// State that sessions share: of the server, and of one event loop. Internal to http.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/log.hpp"
#include "http/byte_budget.hpp"
#include "http/loop.hpp"
#include "http/server.hpp"
#include "http/traffic.hpp"

namespace usher::http {

/// State that all loops share. Thread-safe.
struct ServerContext {
  const Router& router;
  const ErrorRenderer render;
  Log& log;
  const Limits limits;
  std::atomic<std::size_t> connections{0};  ///< that count against the limit
  std::atomic<std::size_t> rejecting{0};    ///< over the limit, being sent 503
  ByteBudget bodies{limits.total_body_bytes};
};

/// A request's id: 16 hexadecimal characters.
using RequestId = std::array<char, 16>;

/// An event loop and the state that its sessions share. Used on the loop's thread only.
class LoopContext {
 public:
  /// `number` is unique among the server's loops; for `on_tick` see Loop.
  LoopContext(ServerContext& server, Metrics& metrics, std::uint64_t id_seed, std::size_t number,
              std::function<void()> on_tick);

  ServerContext& server() { return server_; }
  Loop& loop() { return loop_; }
  Traffic& traffic() { return traffic_; }

  /// Returns the Date field's value, at most a tick old.
  const std::string& date() const { return date_; }
  /// Returns an id that is unique while the server runs.
  RequestId next_request_id();
  /// Returns an empty output buffer. Return it with release_buffer(), so that idle connections hold
  /// no buffer.
  std::string acquire_buffer() { return std::move(spare_); }
  void release_buffer(std::string buffer);

 private:
  void refresh_date();

  ServerContext& server_;
  Traffic traffic_;
  const std::uint64_t id_seed_;
  std::uint64_t next_id_;
  std::int64_t date_second_ = 0;
  std::string date_;
  std::string spare_;
  Loop loop_;
};

}  // namespace usher::http
