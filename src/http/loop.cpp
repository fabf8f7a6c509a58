#include "http/loop.hpp"

#include <thread>

#include "base/check.hpp"

namespace usher::http {
namespace {

constexpr std::chrono::milliseconds kTick{100};

// The loop that runs on this thread, if any: handlers call `suspend` without a reference to their
// loop.
thread_local Loop* running_loop = nullptr;

}  // namespace

Loop& current_loop() {
  CHECK(running_loop != nullptr);
  return *running_loop;
}

void Waiter::complete() noexcept { loop_->deliver(*this); }

Loop::Loop(std::function<void(SteadyTime)> on_tick)
    : context_(1), timer_(context_.get_executor()), on_tick_(std::move(on_tick)) {}

Loop::~Loop() {
  CHECK(connections_.empty());
  // The last waiter may have resumed while the thread that completed it is still in deliver().
  while (deliveries_.load(std::memory_order_acquire) != 0) std::this_thread::yield();
}

void Loop::run() {
  running_loop = this;
  arm_tick();
  context_.run();
  running_loop = nullptr;
}

void Loop::stop(SteadyTime force_at) {
  stopping_ = true;
  force_at_ = force_at;
  for (Connection* connection : connections_) connection->stop();
  stop_timer_if_done();
}

Loop::Registration Loop::add(Connection& connection) {
  return connections_.insert(connections_.end(), &connection);
}

void Loop::remove(Registration registration) {
  connections_.erase(registration);
  stop_timer_if_done();
}

void Loop::deliver(Waiter& waiter) noexcept {
  deliveries_.fetch_add(1, std::memory_order_relaxed);
  Waiter* newest = inbox_.load(std::memory_order_relaxed);
  do {
    waiter.next_ = newest;
  } while (!inbox_.compare_exchange_weak(newest, &waiter, std::memory_order_release,
                                         std::memory_order_relaxed));
  // The waiter may be destroyed from here on.
  if (newest == nullptr) asio::post(context_, [this] { drain(); });
  deliveries_.fetch_sub(1, std::memory_order_release);
}

void Loop::drain() {
  Waiter* newest = inbox_.exchange(nullptr, std::memory_order_acquire);
  Waiter* oldest = nullptr;
  while (newest != nullptr) {
    Waiter* const next = std::exchange(newest->next_, oldest);
    oldest = std::exchange(newest, next);
  }
  while (oldest != nullptr) {
    // The waiter is destroyed with the frame that resumes now.
    Waiter* const waiter = std::exchange(oldest, oldest->next_);
    waiter->frame_.resume();
  }
}

void Loop::arm_tick() {
  timer_.expires_after(kTick);
  timer_.async_wait([this](const boost::system::error_code&) { tick(); });
}

void Loop::tick() {
  if (stopping_ && connections_.empty()) return;  // run() returns
  const SteadyTime now = std::chrono::steady_clock::now();
  on_tick_(now);
  for (Connection* connection : connections_) {
    if (now >= force_at_) {
      connection->abort();
    } else {
      connection->check(now);
    }
  }
  arm_tick();
}

void Loop::stop_timer_if_done() {
  if (stopping_ && connections_.empty()) timer_.cancel();
}

}  // namespace usher::http
