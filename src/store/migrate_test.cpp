#include "store/migrate.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "store/store.hpp"
#include "support/fake_clock.hpp"
#include "support/temporary_folder.hpp"

namespace usher::store {
namespace {

class MigrateTest : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
  test::FakeClock clock_;
  std::unique_ptr<Connection> connection_ =
      connect("sqlite:" + (folder_.path() / "usher.db").string(), clock_);
};

TEST_F(MigrateTest, AnEmptyDatabaseGetsEveryVersionOnce) {
  EXPECT_EQ(schema_state(*connection_).version, 0);
  EXPECT_EQ(migrate(*connection_, Dialect::sqlite).size(), embedded_migrations().size());
  EXPECT_TRUE(migrate(*connection_, Dialect::sqlite).empty());
  const SchemaState state = schema_state(*connection_);
  EXPECT_EQ(state.version, state.newest);
}

TEST_F(MigrateTest, ANewerDatabaseIsLeftAlone) {
  migrate(*connection_, Dialect::sqlite);
  connection_->script("INSERT INTO schema_version VALUES (999, 'x', 0)");
  EXPECT_THROW(migrate(*connection_, Dialect::sqlite), ConfigurationError);
}

TEST_F(MigrateTest, AnotherTextUnderTheSameVersionIsNoticed) {
  migrate(*connection_, Dialect::sqlite);
  connection_->script("UPDATE schema_version SET digest = 'other'");
  EXPECT_THROW(migrate(*connection_, Dialect::sqlite), ConfigurationError);
}

}  // namespace
}  // namespace usher::store
