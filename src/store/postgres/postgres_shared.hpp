/// Connects to PostgreSQL, with state that all connections of one process to one database share.
#pragma once

#include <mutex>
#include <string>

#include "base/clock.hpp"
#include "base/secret.hpp"

struct pg_conn;

namespace usher::store {

/// Returns libpq's message on one line.
std::string postgres_words(const char* text);

/// The state that the connections of one process to one database share. Thread-safe.
class PostgresShared {
 public:
  /// Prepares connections. `patience` is the timeout of one reply, which is short by default
  /// because HTTP requests wait for replies. Throws ConfigurationError if the URL is malformed.
  PostgresShared(std::string url, Secret password, const Clock& clock,
                 Duration patience = std::chrono::seconds(5));

  Duration patience() const { return patience_; }

  /// Connects to the first of the URL's hosts that accepts. Throws Unavailable with PostgreSQL's
  /// reason, ConfigurationError if the server is too old. Blocks for seconds if a host does not
  /// respond. While the database is unreachable, one thread at a time retries with back-off, and
  /// all other calls fail immediately. The caller closes the connection with PQfinish.
  pg_conn* connect();

 private:
  pg_conn* connect_now() const;
  std::string without_secrets(std::string text) const;
  void settle(bool connected);

  const std::string url_;
  const Secret password_;
  const Secret url_password_;
  const Clock& clock_;
  const Duration patience_;
  std::mutex mutex_;
  bool away_ = false;     // guarded by mutex_
  bool trying_ = false;   // guarded by mutex_
  Duration pause_{0};     // guarded by mutex_
  Duration next_try_{0};  // guarded by mutex_; steady time
};

}  // namespace usher::store
