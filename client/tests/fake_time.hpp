/// A clock that advances only in sleep(), and records the pauses. Thread-safe.
#pragma once

#include <mutex>
#include <vector>

#include "usher/client/time.hpp"

namespace usher::client::test {

class FakeTime final : public Time {
 public:
  std::chrono::system_clock::time_point wall() override {
    const std::lock_guard lock(mutex_);
    return std::chrono::system_clock::time_point(std::chrono::seconds(1'800'000'000)) + passed_;
  }
  std::chrono::steady_clock::time_point now() override {
    const std::lock_guard lock(mutex_);
    return std::chrono::steady_clock::time_point(std::chrono::hours(1)) + passed_;
  }
  void sleep(std::chrono::milliseconds pause, const std::stop_token& stop) override {
    const std::lock_guard lock(mutex_);
    if (stop.stop_requested()) return;
    passed_ += pause;
    pauses_.push_back(pause);
  }
  double random() override { return 0.5; }  // the middle of the range, which causes no jitter

  std::vector<std::chrono::milliseconds> pauses() {
    const std::lock_guard lock(mutex_);
    return pauses_;
  }

 private:
  std::mutex mutex_;
  std::chrono::milliseconds passed_{0};
  std::vector<std::chrono::milliseconds> pauses_;
};

}  // namespace usher::client::test
