/// Wakes the workers of all nodes of one database with LISTEN and NOTIFY on a separate connection.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include "base/log.hpp"
#include "base/wake_event.hpp"
#include "store/postgres/postgres_connection.hpp"

namespace usher::store {

/// The sender and receiver of notifications. A lost notification causes only a short delay, because
/// workers also poll. At most 20 notifications a second are sent, outside of data transactions,
/// because PostgreSQL takes a lock over the whole cluster for each commit that notifies
/// (docs/invariants.md, 17).
class PostgresListener {
 public:
  /// `on_work` is called on the listener's thread after another node has made work due.
  PostgresListener(std::shared_ptr<PostgresShared> shared, std::function<void()> on_work, Log& log);
  ~PostgresListener();
  PostgresListener(const PostgresListener&) = delete;
  PostgresListener& operator=(const PostgresListener&) = delete;

  /// Notifies the other nodes that work is due. Thread-safe, never blocks.
  void notify_others();

 private:
  void loop();
  bool connect();
  void disconnect();
  void notify_if_due(Duration now);
  void take_answers();
  void rest(Duration time) const;

  const std::shared_ptr<PostgresShared> shared_;
  const std::function<void()> on_work_;
  Log& log_;
  const WakeEvent wake_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> notify_pending_{false};

  // The following members are used by the thread only.
  pg_conn* connection_ = nullptr;
  bool in_flight_ = false;
  Duration sent_at_{0};

  std::thread thread_;
};

}  // namespace usher::store
