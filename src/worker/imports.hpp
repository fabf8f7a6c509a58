/// Takes up imports in the background, a chunk a transaction.
#pragma once

#include <thread>

#include "base/log.hpp"
#include "service/mailing/import.hpp"
#include "store/store.hpp"
#include "worker/inbox.hpp"

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
  void wake() { inbox_.wake(); }

 private:
  struct Nothing {};

  void loop();
  /// Whether there may be another chunk. `more`: there may be one, so it is not asked first.
  bool advance(bool more);

  store::Store& store_;
  Log& log_;
  Inbox<Nothing> inbox_;  // nothing ends here: it is only waited at
  std::thread thread_;
};

}  // namespace usher::worker
