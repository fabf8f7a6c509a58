/// Delivers signals as values to one waiting thread.
#pragma once

#include <signal.h>

#include <chrono>
#include <initializer_list>
#include <optional>

namespace usher {

/// Blocks the signals for the whole process. REQUIRES: no thread was started before.
class Signals {
 public:
  Signals(std::initializer_list<int> numbers);

  /// Waits for the next signal and returns its number.
  int wait() const;
  /// Waits up to `time` for the next signal. Returns nullopt if no signal arrived.
  std::optional<int> wait_for(std::chrono::milliseconds time) const;

 private:
  sigset_t set_;
};

}  // namespace usher
