/// Alerts support while the mail server accepts nothing.
#pragma once

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "store/store.hpp"
#include "worker/breaker.hpp"

namespace usher::worker {

/// Belongs to one coordinator, and runs on its thread.
class RelayWatch {
 public:
  /// `down` is 1 while the breaker is open. References must outlive it.
  RelayWatch(const Breaker& breaker, store::Store& store, const Clock& clock, Gauge down)
      : breaker_(breaker), store_(store), clock_(clock), down_(down) {}

  /// Raises one alert per outage: after five minutes without a connection, at once if the server
  /// gives every recipient the same refusal. Throws if the database is unavailable.
  void look();

 private:
  const Breaker& breaker_;
  store::Store& store_;
  const Clock& clock_;
  Gauge down_;
  bool alerted_ = false;
};

}  // namespace usher::worker
