/// What sessions share: all of a server's, and those on one loop. Internal to http.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/log.hpp"
#include "http/loop.hpp"
#include "http/server.hpp"
#include "http/traffic.hpp"

namespace usher::http {

/// Shared by all loops; thread-safe.
struct ServerContext {
  const Router& router;
  const ErrorRenderer render;
  Log& log;
  const Limits limits;
  std::atomic<std::size_t> connections{0};  ///< those that count against the limit
  std::atomic<std::size_t> turned_away{0};  ///< those that are being told so right now
};

/// 16 hexadecimal characters.
using RequestId = std::array<char, 16>;

/// One loop with what its sessions share. Members are touched on the loop's thread only.
class Lane {
 public:
  /// `number` tells lanes apart; `on_tick` as for Loop.
  Lane(ServerContext& server, Metrics& metrics, std::uint64_t id_seed, std::size_t number,
       std::function<void()> on_tick);

  ServerContext& server() { return server_; }
  Loop& loop() { return loop_; }
  Traffic& traffic() { return traffic_; }

  /// The Date field's value, at most a tick old.
  const std::string& date() const { return date_; }
  RequestId next_request_id();
  /// A buffer for one answer; with give_back() it serves the next, so that idle connections hold
  /// none.
  std::string take_buffer() { return std::move(spare_); }
  void give_back(std::string buffer);

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
