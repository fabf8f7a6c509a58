/// A service function together with the store that runs it: what a route or a command calls.
#pragma once

#include <condition_variable>
#include <mutex>
#include <utility>

#include "base/completion.hpp"
#include "service/old_call.hpp"
#include "store/store.hpp"

namespace usher::service {

/// Knows whether its service writes, so that no caller has to. Thread-safe as far as the service
/// is.
template <class S>
class Endpoint {
 public:
  using Input = typename S::Input;
  using Output = typename S::Output;

  /// References must outlive the endpoint.
  Endpoint(store::Store& store, store::Access access, S& service)
      : store_(store), access_(access), service_(service) {}
  /// Waits for calls that nobody else waits for.
  ~Endpoint() {
    std::unique_lock lock(mutex_);
    over_.wait(lock, [this] { return alone_ == 0; });
  }
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;

  /// One call, to be kept alive until it is complete.
  store::Call<S> call(Input input) { return store::Call<S>(access_, service_, std::move(input)); }
  /// Queues it; `done` is told on another thread, or before this returns when it is refused.
  void start(store::Call<S>& call, Completion& done) {
    call.completion = &done;
    store_.post(call);
  }

  /// Queues a call whose outcome nobody is to wait for, not even its time. If it fails, the store's
  /// log says so.
  void send(Input input) {
    {
      const std::lock_guard lock(mutex_);
      ++alone_;
    }
    auto* const call = new Alone(*this, std::move(input));
    start(call->call, *call);
  }

 private:
  struct Alone final : Completion {
    Alone(Endpoint& endpoint, Input input)
        : call(endpoint.access_, endpoint.service_, std::move(input)), endpoint(endpoint) {}
    void complete() noexcept override {
      Endpoint& from = endpoint;
      delete this;
      const std::lock_guard lock(from.mutex_);
      --from.alone_;
      from.over_.notify_all();
    }
    store::Call<S> call;
    Endpoint& endpoint;
  };

  store::Store& store_;
  store::Access access_;
  S& service_;
  std::mutex mutex_;
  std::condition_variable over_;
  int alone_ = 0;  // guarded by mutex_; calls that were sent and are not complete
};

/// A service together with the transactions through which it is asked.
template <class S, store::Access access>
struct Asked {
  template <class... Arguments>
  explicit Asked(store::Store& store, Arguments&&... arguments)
      : service{std::forward<Arguments>(arguments)...}, endpoint(store, access, service) {}
  operator Endpoint<S>&() { return endpoint; }  // NOLINT: it stands for both

  S service;
  Endpoint<S> endpoint;  // goes first: it waits for what was sent
};

}  // namespace usher::service
