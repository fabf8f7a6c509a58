/// The database behind everything, and the threads in front of it.
#pragma once

#include <functional>
#include <memory>
#include <semaphore>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "store/connection.hpp"
#include "store/job.hpp"

namespace usher::store {

/// What opening may do to the schema.
enum class Schema {
  check,          ///< nothing: it has to be the newest
  make_if_empty,  ///< commands: a new database is made, an older one left alone
  bring_up,       ///< the server: apply what is missing, once it knows to be alone
};

struct StoreOptions {
  std::string url;  ///< "sqlite:FILE"
  int readers = 1;
  /// True for the server: it leaves a gap after each commit while a command waits, and it keeps the
  /// WAL small in the background. False for commands: they announce themselves with a lock on a
  /// file beside the database (hard points, 9 and 11).
  bool server = false;
  Schema schema = Schema::check;
  /// Called on a store thread after each commit that made work due; must only wake somebody.
  std::function<void()> on_work;
};

/// Thread-safe.
class Store {
 public:
  virtual ~Store() = default;

  /// Queues a call that may write, or one that only reads. See Runner::post.
  virtual void post(Access access, Job& job) = 0;

  /// True when no other process can be working on this database's tasks: leases that are still
  /// there are those of a server that died.
  virtual bool is_sole_server() const = 0;

  /// A copy of the whole database as it is now, in one step, into a new file.
  virtual void backup(const std::string& file) = 0;

  /// Runs one call and waits for its outcome. Not on a socket thread.
  template <class S>
  typename S::Output ask(Access access, S& service, typename S::Input input) {
    struct Signal final : Completion {
      std::binary_semaphore done{0};
      void complete() noexcept override { done.release(); }
    } signal;
    Call<S> call(service, std::move(input));
    call.completion = &signal;
    post(access, call);
    signal.done.acquire();
    return call.take();
  }
};

/// Opens the database and checks that its schema is the one this program was written for (see
/// migrate.hpp); throws ConfigurationError when it is not, Unavailable when it can't be reached.
std::unique_ptr<Store> open(const StoreOptions& options, const Clock& clock, Log& log,
                            Metrics& metrics);

/// Applies the migrations that are missing; returns their versions. Throws ConfigurationError when
/// there are some and a server is working on the database.
std::vector<int> bring_up_schema(const std::string& url, const Clock& clock);

/// A single connection, for looking at the schema and for tests.
std::unique_ptr<Connection> connect(const std::string& url, const Clock& clock);

}  // namespace usher::store
