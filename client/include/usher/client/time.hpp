/// Time and randomness as a dependency, so that tests do not wait.
#pragma once

#include <chrono>
#include <memory>
#include <stop_token>

namespace usher::client {

/// Clocks, sleep and jitter. Implementations must be thread-safe.
class Time {
 public:
  virtual ~Time() = default;
  /// Returns the wall-clock time, which may be set back or forward.
  virtual std::chrono::system_clock::time_point wall() = 0;
  /// Returns the monotonic time.
  virtual std::chrono::steady_clock::time_point now() = 0;
  /// Blocks for `pause`, or until `stop` is requested.
  virtual void sleep(std::chrono::milliseconds pause, const std::stop_token& stop) = 0;
  /// Returns a number in [0, 1) for jitter; it need not be cryptographically random.
  virtual double random() = 0;
};

/// Returns the machine's clocks.
std::shared_ptr<Time> system_time();

}  // namespace usher::client
