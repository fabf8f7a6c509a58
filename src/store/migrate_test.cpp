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

TEST_P(MigrateTest, ANewerDatabaseIsWorkedOnIfItsStepsOnlyAdded) {
  migrate(*connection_, GetParam());
  connection_->script("INSERT INTO schema_version VALUES (998, 'x', 1, 0)");
  EXPECT_NO_THROW(prepare_schema(*connection_, GetParam(), Schema::bring_up));
  connection_->script("INSERT INTO schema_version VALUES (999, 'x', 999, 0)");
  EXPECT_THROW(prepare_schema(*connection_, GetParam(), Schema::bring_up), ConfigurationError);
}

TEST_P(MigrateTest, AnOlderDatabaseIsRefusedUntilItIsMigrated) {
  EXPECT_THROW(prepare_schema(*connection_, GetParam(), Schema::check), ConfigurationError);
  EXPECT_NO_THROW(prepare_schema(*connection_, GetParam(), Schema::make_if_empty));
}

TEST_P(MigrateTest, AnotherTextUnderTheSameVersionIsNoticed) {
  migrate(*connection_, GetParam());
  connection_->script("UPDATE schema_version SET digest = 'other'");
  EXPECT_THROW(migrate(*connection_, GetParam()), ConfigurationError);
}

TEST_P(MigrateTest, ADatabaseThatCannotBeReadIsNotTakenForAnEmptyOne) {
  migrate(*connection_, GetParam());
  connection_->script("ALTER TABLE schema_version RENAME COLUMN digest TO other");
  EXPECT_THROW(schema_state(*connection_), Unavailable);
}

}  // namespace
}  // namespace usher::store
