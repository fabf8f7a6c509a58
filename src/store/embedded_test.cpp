// Tests of guarantees that only SQLite gives: monotonic time of the process, and a single server.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>

#include "store/copy.hpp"
#include "store/copy_tables.hpp"
#include "store/provisioning/history.hpp"
#include "support/test_store.hpp"

namespace usher::store {
namespace {

using domain::Code;
using test::in_transaction;

class Embedded : public testing::Test {
 protected:
  test::TestStore store_{false, Dialect::sqlite};
};

TEST_F(Embedded, TimeNeverRunsBackwardsNorStandsStill) {
  const auto now = [&] {
    return in_transaction(store_, [](WriteTx& tx) {
      const history::NewEntry entry{{1}, std::nullopt, Code::confirmed, "test", ""};
      history::insert(tx, std::span(&entry, 1));
      return tx.now();
    });
  };
  const TimePoint before = now();
  store_.clock.set_wall(-std::chrono::hours(24));
  EXPECT_GE(now(), before);
  store_.clock.advance(std::chrono::seconds(30));
  EXPECT_EQ(now(), before + std::chrono::seconds(30));
  store_.reopen();
  EXPECT_GE(now(), before + std::chrono::seconds(30));
}

TEST_F(Embedded, ACommitOfAnySizeIsWhole) {
  // The sizes are around the VFS's buffer and around the limit of one write call of SQLite.
  for (const std::size_t size : {60'000U, 65'536U, 130'000U, 131'072U, 140'000U, 2'000'000U}) {
    const std::string why(size, 'x');
    in_transaction(store_, [&](WriteTx& tx) {
      const history::NewEntry entry{{1}, std::nullopt, Code::confirmed, "test", why};
      history::insert(tx, std::span(&entry, 1));
      return 0;
    });
  }
  store_.reopen();
  const auto kept =
      in_transaction(store_, [](WriteTx& tx) { return history::find_by_activation(tx, {1}); });
  ASSERT_EQ(kept.size(), 6U);
  EXPECT_EQ(kept.back().why, std::string(2'000'000, 'x'));
}

TEST_F(Embedded, NoTableAndNoColumnIsLeftOutOfACopy) {
  std::size_t copied = 0;
  for (const CopyTable& table : copy_tables()) {
    copied += batch_types(fmt::format("{{batch {}}}", table.columns)).size();
  }
  static constexpr Query kColumns{
      "SELECT count(*) FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = "
      "'table' "
      "AND t.name NOT IN ('schema_version', 'node', 'rate_use', 'sqlite_sequence')"};
  std::int64_t columns = 0;
  connect({store_.url}, store_.clock)->run(kColumns, nullptr, {}, [&](const Row& row) {
    columns = row.integer(0);
  });
  EXPECT_EQ(static_cast<std::int64_t>(copied), columns);
}

TEST_F(Embedded, OneServerPerEmbeddedDatabase) {
  store_.reopen(true);
  EXPECT_TRUE(store_.store->is_sole_server());
  StoreOptions options;
  options.url = store_.url;
  options.server = true;
  EXPECT_THROW(open(options, store_.clock, store_.log, store_.metrics), ConfigurationError);
}

}  // namespace
}  // namespace usher::store
