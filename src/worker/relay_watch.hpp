/// Reports a mail server that is unavailable for long.
#pragma once

#include <string_view>

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "store/store.hpp"
#include "worker/breaker.hpp"

namespace usher::worker {

/// Exports the state of a lane's breaker, and alerts support once if it stays open for five
/// minutes. Not thread-safe.
class RelayWatch {
 public:
  /// `lane` is the metric's label: "transactional" or "bulk".
  RelayWatch(Metrics& metrics, std::string_view lane);

  /// Called at every turn of the lane's coordinator. Throws Unavailable if the alert can't be
  /// stored.
  void check(const Breaker& breaker, Duration now, store::Store& store);

 private:
  Gauge relay_down_;
  bool alerted_ = false;
};

}  // namespace usher::worker
