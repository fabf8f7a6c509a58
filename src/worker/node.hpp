/// Runs the periodic work of a node on a shared database.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "service/rate_limit.hpp"
#include "store/store.hpp"

namespace usher::worker {

/// A thread that merges the rate limits every 250 ms while calls arrive, and announces this node
/// every ten seconds. Merges may be late (service/rate_limit.hpp).
class Node {
 public:
  /// Starts the thread. `id` identifies the node and is shown to staff. References must outlive the
  /// node.
  Node(std::string id, int schema_version, store::Store& store, service::RateLimit& rate,
       const Clock& clock, Log& log);
  /// Announces that the node is leaving, and ends the thread.
  ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

 private:
  void run();
  void merge_rates();
  void announce(bool leaving);

  const std::string id_;
  const int schema_version_;
  store::Store& store_;
  service::RateLimit& rate_;
  const Clock& clock_;
  Log& log_;
  Duration next_announcement_{0};  // used by the node's thread only

  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace usher::worker
