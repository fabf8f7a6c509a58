/// Processes imports in the background, with one batch per transaction.
#pragma once

#include <thread>

#include "base/log.hpp"
#include "service/mailing/import.hpp"
#include "store/store.hpp"
#include "worker/inbox.hpp"

namespace usher::worker {

/// The thread that processes imports. Other transactions run between two batches.
class Imports {
 public:
  /// Starts the thread. References must outlive the object.
  Imports(store::Store& store, Log& log);
  /// Finishes the current batch and ends the thread.
  ~Imports();
  Imports(const Imports&) = delete;
  Imports& operator=(const Imports&) = delete;

  /// Signals that an import may be due. Thread-safe, never blocks.
  void wake() { inbox_.wake(); }

 private:
  struct NoResult {};

  void run();
  /// Processes one batch. Returns whether another batch may be due. Checks for a due import first
  /// unless `more` is set.
  bool advance(bool more);

  store::Store& store_;
  Log& log_;

  Inbox<NoResult> inbox_;  // only receives wake()
  std::thread thread_;
};

}  // namespace usher::worker
