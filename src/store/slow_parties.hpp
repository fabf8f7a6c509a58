/// Orders limited reads so that a party with slow ones delays itself, not the others.
#pragma once

#include <chrono>
#include <cstddef>
#include <unordered_map>

namespace usher::store {

/// The parties whose calls were slow. Not thread-safe.
class SlowParties {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Records that a call of `party` took `cost`. A slow call postpones the party for ten times as
  /// long: it gets about a tenth of the reader's time while others wait.
  void record(std::size_t party, std::chrono::steady_clock::duration cost, Time now) {
    if (cost < kSlow) return;
    if (until_.size() >= kMaxParties) {
      std::erase_if(until_, [now](const auto& entry) { return entry.second <= now; });
    }
    if (until_.size() < kMaxParties) until_[party] = now + kFactor * cost;
  }
  /// Returns whether calls of other parties precede those of `party`.
  bool is_slow(std::size_t party, Time now) const {
    const auto found = until_.find(party);
    return found != until_.end() && now < found->second;
  }

 private:
  static constexpr std::chrono::milliseconds kSlow{50};
  static constexpr int kFactor = 10;
  static constexpr std::size_t kMaxParties = 1000;

  std::unordered_map<std::size_t, Time> until_;
};

}  // namespace usher::store
