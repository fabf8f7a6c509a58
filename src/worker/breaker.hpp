/// Leaves a dead mail server alone: one probe at a time, further and further apart.
#pragma once

#include <mutex>
#include <optional>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace usher::worker {

/// Closed while the relay lets us in. Opens when it can't be reached or does not let us in; then
/// one probe is allowed after 1 s, 2 s, 4 s, … up to 60 s, each ± 20 %. Times are `Clock::steady`.
/// Thread-safe.
class Breaker {
 public:
  explicit Breaker(Random& random) : random_(random) {}

  /// How many mails may be started now: `wanted`, one as a probe, or none.
  int allowance(int wanted, Duration now) const;
  /// Nothing while closed, else how long the relay is still left alone.
  std::optional<Duration> wait(Duration now) const;
  /// Since when it has been open; nothing while closed.
  std::optional<Duration> open_since() const;

  /// Mails have been claimed: while open, there is no other probe until one of them ends, in any
  /// of the three ways below.
  void probe_started();
  /// The probe ended without having asked the relay.
  void probe_unused();
  void relay_answered();
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
};

}  // namespace usher::worker
