#include "store/migrate.hpp"

#include <gtest/gtest.h>

#include "support/test_store.hpp"

namespace usher::store {
namespace {

class MigrateTest : public testing::TestWithParam<Dialect> {
 protected:
  static std::string url_of(const test::TemporaryFolder& folder,
                            const std::unique_ptr<test::TestDatabase>& database) {
    return database ? database->url() : "sqlite:" + (folder.path() / "usher.db").string();
  }

  test::TemporaryFolder folder_;
  test::FakeClock clock_;
  std::unique_ptr<test::TestDatabase> database_ =
      GetParam() == Dialect::postgres ? std::make_unique<test::TestDatabase>() : nullptr;
  std::unique_ptr<Connection> connection_ = connect({url_of(folder_, database_)}, clock_);
};
INSTANTIATE_TEST_SUITE_P(Databases, MigrateTest, testing::ValuesIn(test::databases()),
                         test::name_of);

TEST_P(MigrateTest, AnEmptyDatabaseGetsEveryVersionOnce) {
  EXPECT_EQ(schema_state(*connection_).version, 0);
  EXPECT_EQ(migrate(*connection_, GetParam()).size(), embedded_migrations().size());
  EXPECT_TRUE(migrate(*connection_, GetParam()).empty());
  const SchemaState state = schema_state(*connection_);
  EXPECT_EQ(state.version, state.newest);
}

TEST_P(MigrateTest, ANewerDatabaseIsUsedIfItsStepsOnlyAdded) {
  migrate(*connection_, GetParam());
  connection_->script("INSERT INTO schema_version VALUES (998, 'x', 1, 0)");
  EXPECT_NO_THROW(prepare_schema(*connection_, GetParam(), Schema::migrate));
  connection_->script("INSERT INTO schema_version VALUES (999, 'x', 999, 0)");
  EXPECT_THROW(prepare_schema(*connection_, GetParam(), Schema::migrate), ConfigurationError);
}

TEST_P(MigrateTest, AnOlderDatabaseIsRefusedUntilItIsMigrated) {
  EXPECT_THROW(prepare_schema(*connection_, GetParam(), Schema::verify), ConfigurationError);
  EXPECT_NO_THROW(prepare_schema(*connection_, GetParam(), Schema::create_if_empty));
}

/// Returns the steps of a program two versions ahead. The first adds a table, the second removes
/// it.
std::vector<EmbeddedFile> later_steps() {
  static const std::string more = std::to_string(newest_schema() + 1) + "_more.sql";
  static const std::string less = std::to_string(newest_schema() + 2) + "_less.contract.sql";
  const auto ours = embedded_migrations();
  std::vector<EmbeddedFile> steps(ours.begin(), ours.end());
  steps.push_back({more, "CREATE TABLE more (id {identity});"});
  steps.push_back({less, "DROP TABLE more;"});
  return steps;
}

TEST_P(MigrateTest, ContractingStepsAreAppliedOnRequestOnly) {
  const std::vector<EmbeddedFile> steps = later_steps();
  const int ours = newest_schema();
  migrate(*connection_, GetParam());
  EXPECT_EQ(migrate(*connection_, GetParam(), Steps::expanding, steps), std::vector<int>{ours + 1});
  // Both programs can use a database that was only expanded.
  EXPECT_TRUE(schema_state(*connection_).fits());
  EXPECT_TRUE(schema_state(*connection_, steps).fits());

  EXPECT_EQ(migrate(*connection_, GetParam(), Steps::all, steps), std::vector<int>{ours + 2});
  EXPECT_FALSE(schema_state(*connection_).fits());
  EXPECT_TRUE(schema_state(*connection_, steps).fits());
  EXPECT_THROW(connection_->script("SELECT * FROM more"), Unavailable);
}

TEST_P(MigrateTest, AChangedStepIsRefused) {
  migrate(*connection_, GetParam());
  connection_->script("UPDATE schema_version SET digest = 'other'");
  EXPECT_THROW(migrate(*connection_, GetParam()), ConfigurationError);
}

TEST_P(MigrateTest, AnUnreadableDatabaseIsNotTreatedAsEmpty) {
  migrate(*connection_, GetParam());
  connection_->script("ALTER TABLE schema_version RENAME COLUMN digest TO other");
  EXPECT_THROW(schema_state(*connection_), Unavailable);
}

}  // namespace
}  // namespace usher::store
