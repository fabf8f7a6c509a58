/// A clock that a test sets.
#pragma once

#include <atomic>
#include <functional>

#include "base/clock.hpp"

namespace usher::test {

class FakeClock final : public Clock {
 public:
  TimePoint now() const override { return from_ms(wall_ms_); }
  Duration steady() const override { return Duration{steady_ms_}; }

  /// Time passes.
  void advance(Duration time) {
    wall_ms_ += time.count();
    steady_ms_ += time.count();
    if (changed) changed();
  }
  /// Somebody sets the wall clock; no time passes.
  void set_wall(Duration by) {
    wall_ms_ += by.count();
    if (changed) changed();
  }

  /// Whoever else has to be told; set before anybody else uses the clock.
  std::function<void()> changed;

 private:
  std::atomic<std::int64_t> wall_ms_{1'800'000'000'000};
  std::atomic<std::int64_t> steady_ms_{1'000'000};
};

}  // namespace usher::test
