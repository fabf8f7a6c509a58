#include <condition_variable>
#include <mutex>
#include <random>

#include "usher/client/time.hpp"

namespace usher::client {
namespace {

class SystemTime final : public Time {
 public:
  std::chrono::system_clock::time_point wall() override { return std::chrono::system_clock::now(); }
  std::chrono::steady_clock::time_point now() override { return std::chrono::steady_clock::now(); }

  void sleep(std::chrono::milliseconds pause, const std::stop_token& stop) override {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, pause, [] { return false; });
  }

  double random() override {
    const std::lock_guard lock(mutex_);
    return std::uniform_real_distribution<double>()(random_);
  }

 private:
  std::mutex mutex_;
  std::mt19937 random_{std::random_device{}()};
};

}  // namespace

std::shared_ptr<Time> system_time() { return std::make_shared<SystemTime>(); }

}  // namespace usher::client
