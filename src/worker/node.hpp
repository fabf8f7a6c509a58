/// This process as one of several nodes on a database.
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
/// every ten seconds. It may be late: see service/rate_limit.
class Node {
 public:
  /// References must outlive the node. `id` is shown to staff, and names the node.
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
  Duration next_announcement_{0};  // the node's thread only

  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace usher::worker
