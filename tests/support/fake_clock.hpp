/// A clock that the test controls.
#pragma once

#include <atomic>
#include <functional>

#include "base/clock.hpp"

namespace usher::test {

class FakeClock final : public Clock {
 public:
  TimePoint now() const override { return from_ms(wall_ms_); }
  Duration steady() const override { return Duration{steady_ms_}; }

  /// Advances the wall clock and the steady clock.
  void advance(Duration time) {
    wall_ms_ += time.count();
    steady_ms_ += time.count();
    if (changed) changed();
  }
  /// Changes the wall clock only, as an administrator does.
  void set_wall(Duration by) {
    wall_ms_ += by.count();
    if (changed) changed();
  }

  /// The function that is called after each change. It must be set before the clock is used.
  std::function<void()> changed;

 private:
  std::atomic<std::int64_t> wall_ms_{1'800'000'000'000};
  std::atomic<std::int64_t> steady_ms_{1'000'000};
};

}  // namespace usher::test
