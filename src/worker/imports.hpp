/// Takes up imports in the background, a chunk a transaction.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/log.hpp"
#include "service/import.hpp"
#include "store/store.hpp"

namespace usher::worker {

/// One thread. Between two chunks everybody else who waits for the database gets in.
class Imports {
 public:
  /// References must outlive it.
  Imports(store::Store& store, Log& log);
  /// Finishes the chunk under way and ends the thread.
  ~Imports();
  Imports(const Imports&) = delete;
  Imports& operator=(const Imports&) = delete;

  /// There may be something due. Thread-safe, cheap, never blocks.
  void wake();

 private:
  void loop();
  bool advance();
  /// Until there may be something to do. False at the end.
  bool wait(bool at_once);

  store::Store& store_;
  Log& log_;
  service::import_::SomeDue some_due_;
  service::import_::Advance advance_;

  std::mutex mutex_;
  std::condition_variable condition_;
  bool woken_ = false;   // guarded by mutex_
  bool ending_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace usher::worker
