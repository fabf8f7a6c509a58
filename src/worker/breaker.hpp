/// The circuit breaker of the mail server.
#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace usher::worker {

/// Closed while the server accepts connections; opens when it can't be reached or refuses the
/// connection, and when it gives the same refusal to several recipients in a row. While open, one
/// probe is allowed after 1 s, 2 s, 4 s, … up to 60 s, each ± 20 %. Times are `Clock::steady`.
/// Thread-safe.
class Breaker {
 public:
  /// How many different recipients in a row get the same refusal until the server is the cause.
  static constexpr std::size_t kSameRefusals = 5;

  explicit Breaker(Random& random) : random_(random) {}

  /// Returns how many mails may be started now: all that are wanted, one as a probe, or none.
  int allowance(int wanted, Duration now) const;
  /// Returns the time until the next probe; nullopt while closed.
  std::optional<Duration> wait(Duration now) const;
  /// Returns since when it has been open; nullopt while closed.
  std::optional<Duration> open_since() const;

  /// Returns the server's refusal if that is why it is open, else an empty text.
  std::string refusal() const;

  /// Records that mails were claimed: while open, no other probe is allowed until one of the next
  /// four is called.
  void probe_started();
  /// The probe ended without contacting the server.
  void probe_unused();
  void relay_answered();
  void relay_down(Duration now);
  /// Records that the server refused a recipient permanently, for a reason other than a missing
  /// mailbox. Returns whether the server is the cause, and the breaker open.
  bool recipient_refused(std::string_view recipient, std::string_view answer, Duration now);

 private:
  void open(Duration now, double jitter);
  void close();

  Random& random_;
  mutable std::mutex mutex_;
  // Guarded by mutex_:
  bool open_ = false;
  bool probing_ = false;
  Duration opened_at_{0};
  Duration probe_at_{0};
  int failures_ = 0;
  std::string signature_;          // of the last refusals
  std::set<std::string> refused_;  // their recipients, at most kSameRefusals
  std::string refusal_;            // why it is open
};

}  // namespace usher::worker
