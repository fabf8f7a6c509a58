/// Provides stores and databases for tests.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <latch>
#include <memory>
#include <optional>
#include <semaphore>
#include <span>
#include <string>
#include <vector>

#include "base/encoding.hpp"
#include "base/key_ring.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "service/operation.hpp"
#include "store/migrate.hpp"
#include "store/store.hpp"
#include "support/fake_clock.hpp"
#include "support/temporary_folder.hpp"

namespace usher::test {

/// Returns the URL of a PostgreSQL server on which tests may create databases; null if tests run on
/// SQLite only. `./dev test` starts a private server (tests/support/postgres_cluster.py).
inline const char* test_postgres() { return std::getenv("USHER_TEST_POSTGRES"); }

/// Returns the default database of tests: SQLite, or PostgreSQL if the environment
/// has USHER_TEST_DATABASE=postgres.
inline store::Dialect usual_database() {
  const char* const name = std::getenv("USHER_TEST_DATABASE");
  const bool postgres = name != nullptr && std::string_view(name) == "postgres";
  return postgres ? store::Dialect::postgres : store::Dialect::sqlite;
}
/// Returns the parameters of suites that run on all databases.
inline std::vector<store::Dialect> databases() {
  std::vector<store::Dialect> all = {store::Dialect::sqlite};
  if (test_postgres() != nullptr) all.push_back(store::Dialect::postgres);
  return all;
}
/// Returns the database's suffix of a test's name.
inline std::string name_of(const testing::TestParamInfo<store::Dialect>& info) {
  return info.param == store::Dialect::sqlite ? "Sqlite" : "Postgres";
}

/// The databases on the PostgreSQL server, which are dropped when the process ends. Creating a
/// database takes longer than most tests. So empty databases are reused, and migrated databases are
/// copies of one template.
class TestDatabases {
 public:
  static TestDatabases& instance() {
    static TestDatabases databases;
    return databases;
  }
  std::string take() {
    if (idle_.empty()) return make();
    std::string name = std::move(idle_.back());
    idle_.pop_back();
    return name;
  }
  std::string take_migrated() {
    if (migrated_.empty()) {
      migrated_ = make();
      store::migrate(*connect(migrated_), store::Dialect::postgres);
    }
    return make(" TEMPLATE " + migrated_ + " STRATEGY FILE_COPY");
  }
  void drop(const std::string& name) {
    run("DROP DATABASE " + name + " WITH (FORCE)");
    std::erase(made_, name);
  }
  void give_back(const std::string& name) {
    connect(name)->script(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid();"
        "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    idle_.push_back(name);
  }
  std::string url(const std::string& name) const {
    const std::string server = test_postgres();
    return server.substr(0, server.rfind('/') + 1) + name;
  }

 private:
  TestDatabases() = default;
  ~TestDatabases() {
    try {
      while (!made_.empty()) drop(std::string(made_.back()));
    } catch (const std::exception&) {  // the server is removed with its databases
    }
  }
  std::string make(const std::string& how = "") {
    const std::string name = "test_" + to_hex(random_.bytes(8));
    run("CREATE DATABASE " + name + how);
    made_.push_back(name);
    // On PostgreSQL the database provides the time (docs/invariants.md, 16). A function with the
    // same name precedes PostgreSQL's function in the search path and returns the test's time.
    run("ALTER DATABASE " + name + " SET search_path = public, pg_catalog");
    return name;
  }
  std::unique_ptr<store::Connection> connect(const std::string& name) {
    return store::connect({url(name)}, clock_);
  }
  void run(const std::string& sql) { store::connect({test_postgres()}, clock_)->script(sql); }

  SystemRandom random_;
  SystemClock clock_;
  std::vector<std::string> made_;
  std::vector<std::string> idle_;
  std::string migrated_;
};

/// A database for one test: empty, or migrated.
class TestDatabase {
 public:
  enum class Schema { none, newest };
  explicit TestDatabase(Schema schema = Schema::none)
      : schema_(schema),
        name_(schema == Schema::none ? TestDatabases::instance().take()
                                     : TestDatabases::instance().take_migrated()) {
    clock_connection_ = store::connect({url()}, real_clock_);
    clock_connection_->script(
        "CREATE TABLE test_time (ms BIGINT); INSERT INTO test_time VALUES (0);"
        "CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql AS "
        "'SELECT to_timestamp(ms / 1000.0) FROM public.test_time'");
  }
  void tell_time(TimePoint time) {
    clock_connection_->script("UPDATE test_time SET ms = " + std::to_string(to_ms(time)));
  }
  ~TestDatabase() {
    clock_connection_.reset();
    try {
      if (schema_ == Schema::none) TestDatabases::instance().give_back(name_);
      if (schema_ == Schema::newest) TestDatabases::instance().drop(name_);
    } catch (const std::exception&) {  // the database is not reused
    }
  }
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  std::string url() const { return TestDatabases::instance().url(name_); }

 private:
  const SystemClock real_clock_;
  const Schema schema_;
  const std::string name_;
  std::unique_ptr<store::Connection> clock_connection_;
};

/// A migrated, empty store; time stands still until the test advances it.
class TestStore {
 public:
  explicit TestStore(bool server = false, store::Dialect dialect = usual_database()) {
    if (dialect == store::Dialect::postgres) {
      database = std::make_unique<TestDatabase>(TestDatabase::Schema::newest);
      url = database->url();
      clock.changed = [this] { database->tell_time(clock.now()); };
      clock.changed();
    }
    if (dialect == store::Dialect::sqlite) store::migrate(*store::connect({url}, clock), dialect);
    open(server);
  }

  /// Closes and opens the store, as a restart of the process does.
  void reopen(bool server = false) {
    store.reset();
    open(server);
  }

  /// Runs operation F and waits for its result: `call<&submit_activations>(tools, request)`.
  template <auto F, class... Arguments>
  service::OutputOf<F> call(Arguments&&... arguments) {
    return service::call<F>(*store, std::forward<Arguments>(arguments)...);
  }

  TemporaryFolder folder;
  const std::string file = (folder.path() / "usher.db").string();
  std::string url = "sqlite:" + file;
  std::unique_ptr<TestDatabase> database;
  FakeClock clock;
  SystemRandom random;
  Log log{LogLevel::off};
  Metrics metrics;
  const KeyRing ring = KeyRing::generate(random);
  const Keys keys{ring, {}};
  std::unique_ptr<store::Store> store;

 private:
  void open(bool server) {
    store::StoreOptions options;
    options.url = url;
    options.server = server;
    options.on_work = [] {};
    store = store::open(options, clock, log, metrics);
  }
};

/// Waits for the completion of a number of jobs.
struct Latch final : Completion {
  explicit Latch(std::ptrdiff_t count) : latch(count) {}
  void complete() noexcept override { latch.count_down(); }
  std::latch latch;
};

/// A job that runs `function(WriteTx&)`, without a batch.
template <class Function>
class FunctionJob final : public store::Job {
 public:
  using Output = std::invoke_result_t<Function, store::WriteTx&>;

  FunctionJob(store::Access access, Function function)
      : access_(access), function_(std::move(function)) {}

  const void* kind() const override { return this; }
  store::Access access() const override { return access_; }
  bool takes_batch() const override { return false; }
  void run(store::WriteTx& tx, std::span<store::Job* const>) override {
    output_.emplace(function_(tx));
  }
  /// Returns the result, or throws the exception of the job. REQUIRES: the job is completed.
  Output take() {
    if (error) std::rethrow_exception(error);
    return std::move(*output_);
  }

 private:
  const store::Access access_;
  Function function_;
  std::optional<Output> output_;
};

/// Runs `function(WriteTx&)` in a transaction and returns its result, which must not be void.
template <class Function>
auto in_transaction(TestStore& store, Function function,
                    store::Access access = store::Access::write) {
  FunctionJob<Function> job(access, std::move(function));
  Latch done(1);
  job.completion = &done;
  store.store->post(job);
  done.latch.wait();
  return job.take();
}

/// Runs `function(WriteTx&)` in a transaction of a reading thread.
template <class Function>
auto in_read_transaction(TestStore& store, Function function) {
  return in_transaction(store, std::move(function), store::Access::read);
}

}  // namespace usher::test
