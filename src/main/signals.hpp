/// Signals as values to wait for, on the one thread that asks.
#pragma once

#include <signal.h>

#include <chrono>
#include <initializer_list>
#include <optional>

namespace usher {

/// Blocks the signals for the whole process; must be made before any thread is started.
class Signals {
 public:
  Signals(std::initializer_list<int> numbers);

  /// The next of them.
  int wait() const;
  /// The next of them within that time; nothing when none came.
  std::optional<int> wait_for(std::chrono::milliseconds time) const;

 private:
  sigset_t set_;
};

}  // namespace usher
