/// The circuit breaker of the mail server.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace usher::worker {

/// A circuit breaker. It is closed while the mail server accepts connections, and opens if the
/// server can't be reached or refuses a connection. While it is open, one probe is allowed after
/// 1 s, 2 s, 4 s, … up to 60 s, each ± 20 %. Times are `Clock::steady`. Thread-safe.
class Breaker {
 public:
  explicit Breaker(Random& random) : random_(random) {}

  /// Returns the number of mails that may be started: `wanted`, 1 as a probe, or 0.
  int allowance(int wanted, Duration now) const;
  /// Returns the time until the next probe; nullopt while the breaker is closed.
  std::optional<Duration> wait(Duration now) const;
  /// Returns the time when the breaker opened; nullopt while it is closed.
  std::optional<Duration> open_since() const;

  /// Records that mails were claimed. While the breaker is open, no other probe is allowed until
  /// one of the next three functions is called.
  void probe_started();
  /// Records that the probe ended without contacting the server.
  void probe_unused();
  void relay_answered();
  /// Records why the server refused a recipient, if the address was not the cause; empty if it did
  /// not. Returns true if it has refused so many recipients in a row for the same reason that the
  /// server itself is the cause: the caller then calls relay_down().
  bool refuses_all(std::string_view reason);
  void relay_down(Duration now);

 private:
  Random& random_;
  mutable std::mutex mutex_;
  // Guarded by mutex_:
  bool open_ = false;
  bool probing_ = false;
  Duration opened_at_{0};
  Duration probe_at_{0};
  int failures_ = 0;
  std::string refusal_;
  int refusals_ = 0;  ///< in a row, for the reason `refusal_`
};

}  // namespace usher::worker
