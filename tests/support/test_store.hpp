/// A store of its own for a test, on whichever database the product runs on.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "base/encoding.hpp"
#include "base/key_ring.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "service/old_call.hpp"
#include "store/migrate.hpp"
#include "store/store.hpp"
#include "support/fake_clock.hpp"
#include "support/temporary_folder.hpp"

namespace usher::test {

/// The URL of a PostgreSQL server that tests may make databases on; null: none is there, and tests
/// run on SQLite alone. `./dev test` starts a private one (tests/support/postgres_cluster.py).
inline const char* test_postgres() { return std::getenv("USHER_TEST_POSTGRES"); }

/// What tests run on that do not name a database: SQLite, or PostgreSQL when the environment's
/// USHER_TEST_DATABASE says "postgres".
inline store::Dialect usual_database() {
  const char* const name = std::getenv("USHER_TEST_DATABASE");
  const bool postgres = name != nullptr && std::string_view(name) == "postgres";
  return postgres ? store::Dialect::postgres : store::Dialect::sqlite;
}
/// What a suite that has to hold on every database is run with, and how its tests are then called.
inline std::vector<store::Dialect> databases() {
  std::vector<store::Dialect> all = {store::Dialect::sqlite};
  if (test_postgres() != nullptr) all.push_back(store::Dialect::postgres);
  return all;
}
inline std::string name_of(const testing::TestParamInfo<store::Dialect>& info) {
  return info.param == store::Dialect::sqlite ? "Sqlite" : "Postgres";
}

/// Databases on that server. To make one takes the server longer than most tests take altogether,
/// so empty ones go from test to test; dropped when the process ends. Migrated ones are copies of
/// one that was migrated once: that is quicker than to migrate.
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
    } catch (const std::exception&) {  // they go with their server
    }
  }
  std::string make(const std::string& how = "") {
    const std::string name = "test_" + to_hex(random_.bytes(8));
    run("CREATE DATABASE " + name + how);
    made_.push_back(name);
    // On PostgreSQL the database tells the time (hard points, 16). Here a function of that name,
    // found before the real one, tells the test's.
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
    } catch (const std::exception&) {  // then nobody gets it again
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

/// Migrated and empty; time stands still until the test moves it.
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

  /// As after the process has ended and started again.
  void reopen(bool server = false) {
    store.reset();
    open(server);
  }

  template <class S>
  typename S::Output write(S& service, typename S::Input input) {
    return store::old_ask(*store, store::Access::write, service, std::move(input));
  }
  template <class S>
  typename S::Output read(S& service, typename S::Input input) {
    return store::old_ask(*store, store::Access::read, service, std::move(input));
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

/// Any code in a transaction, as a service.
template <class Function>
struct Inline {
  using Input = int;
  using Output = std::invoke_result_t<Function, store::WriteTx&>;
  Function function;
  Output operator()(store::WriteTx& tx, const Input&) { return function(tx); }
};

/// Runs `function(Tx&)` in a transaction of its own; it must return something.
template <class Function>
auto in_transaction(TestStore& store, Function function) {
  Inline<Function> service{std::move(function)};
  return store.write(service, 0);
}

}  // namespace usher::test
