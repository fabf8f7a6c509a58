/// One of several nodes on a database: tells the others what it has counted, and that it is there.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "service/node.hpp"
#include "store/store.hpp"

namespace usher::worker {

/// A thread that merges the rate limits every 250 ms while calls come in, and announces this node
/// every ten seconds. Nothing depends on it being on time: see service/rate_limit.
class Node {
 public:
  /// References must outlive it. `id` is told to staff: make it say which node it is.
  Node(std::string id, int schema_version, store::Store& store, service::RateLimit& rate,
       const Clock& clock, Log& log);
  /// Says goodbye and ends the thread.
  ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

 private:
  void loop();
  void merge_rates();
  void announce(bool leaving);

  const std::string id_;
  const int schema_version_;
  store::Store& store_;
  service::RateLimit& rate_;
  const Clock& clock_;
  Log& log_;
  service::node::MergeRates merge_;
  service::node::Announce announce_;
  Duration next_announcement_{0};  // the thread's own

  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace usher::worker
