/// A service function together with the store that runs it: what a route or a command calls.
#pragma once

#include "base/completion.hpp"
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

  /// One call, to be kept alive until it is complete.
  store::Call<S> call(Input input) { return store::Call<S>(service_, std::move(input)); }
  /// Queues it; `done` is told on another thread, or before this returns when it is refused.
  void start(store::Call<S>& call, Completion& done) {
    call.completion = &done;
    store_.post(access_, call);
  }

 private:
  store::Store& store_;
  store::Access access_;
  S& service_;
};

}  // namespace usher::service
