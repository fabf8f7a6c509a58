/// Signals as values that one thread waits for.
#pragma once

#include <signal.h>

#include <chrono>
#include <initializer_list>
#include <optional>

namespace usher {

/// Blocks the signals for the whole process. REQUIRES: no thread was started yet.
class Signals {
 public:
  Signals(std::initializer_list<int> numbers);

  /// Waits for the next signal.
  int wait() const;
  /// Waits for the next signal up to that time; nullopt without one.
  std::optional<int> wait_for(std::chrono::milliseconds time) const;

 private:
  sigset_t set_;
};

}  // namespace usher
