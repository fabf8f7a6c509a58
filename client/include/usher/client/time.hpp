/// Time, pauses and chance as a dependency, so that tests of waiting do not wait.
#pragma once

#include <chrono>
#include <memory>
#include <stop_token>

namespace usher::client {

/// Thread-safe.
class Time {
 public:
  virtual ~Time() = default;
  /// The wall clock; may jump.
  virtual std::chrono::system_clock::time_point wall() = 0;
  /// Time that only moves forward.
  virtual std::chrono::steady_clock::time_point now() = 0;
  /// Returns after `pause`, or as soon as `stop` is requested.
  virtual void sleep(std::chrono::milliseconds pause, const std::stop_token& stop) = 0;
  /// From 0 up to, not including, 1. Spreads the pauses of many clients; nothing secret comes of
  /// it.
  virtual double chance() = 0;
};

/// The machine's own.
std::shared_ptr<Time> system_time();

}  // namespace usher::client
