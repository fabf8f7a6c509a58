#include "store/dialect.hpp"

#include <gtest/gtest.h>

#include "store/migrate.hpp"

namespace usher::store {
namespace {

TEST(Dialect, ABatchIsOneRowOnSqliteAndArraysOnPostgres) {
  const char* const sql = "SELECT n, t FROM {batch n:int t:text b:bytes} WHERE n > $4";
  EXPECT_EQ(expand(sql, Dialect::sqlite),
            "SELECT n, t FROM (SELECT $1 AS n, $2 AS t, $3 AS b) AS batch WHERE n > $4");
  EXPECT_EQ(expand(sql, Dialect::postgres),
            "SELECT n, t FROM (SELECT unnest($1::bigint[]) AS n, unnest($2::text[]) AS t, "
            "unnest($3::bytea[]) AS b) AS batch "
            "WHERE n > $4");
}

TEST(Dialect, OnlyPostgresLocksRows) {
  const char* const sql = "SELECT a.id FROM {batch id:int} JOIN a ON true {for_update_of a}";
  EXPECT_EQ(expand(sql, Dialect::sqlite),
            "SELECT a.id FROM (SELECT $1 AS id) AS batch JOIN a ON true ");
  EXPECT_TRUE(expand(sql, Dialect::postgres).ends_with(" FOR UPDATE OF a"));
}

TEST(Dialect, DatesHaveTheFormOfTheWire) {
  EXPECT_EQ(expand("SELECT {date m.created_at} FROM m", Dialect::sqlite),
            "SELECT strftime('%Y-%m-%d %H:%M:%SZ', m.created_at / 1000, 'unixepoch') FROM m");
  EXPECT_EQ(expand("{date m.created_at}", Dialect::postgres),
            "to_char(to_timestamp(m.created_at / 1000) AT TIME ZONE 'UTC', "
            "'YYYY-MM-DD HH24:MI:SS\"Z\"')");
}

TEST(Dialect, TextWithoutMarksStaysAsItIs) {
  EXPECT_EQ(expand("SELECT 1", Dialect::sqlite), "SELECT 1");
}

TEST(Dialect, TextsAndBitsAreComparedAlike) {
  const char* const sql =
      "SELECT {position}(a, b), a{by_bytes} < b, (c{as_json}) ->> d, {xor}(e, f)";
  EXPECT_EQ(expand(sql, Dialect::sqlite), "SELECT instr(a, b), a < b, (c) ->> d, usher_xor(e, f)");
  EXPECT_EQ(expand(sql, Dialect::postgres),
            "SELECT strpos(a, b), a COLLATE \"C\" < b, (c::jsonb) ->> d, int8xor(e, f)");
}

TEST(Dialect, EveryMigrationExpandsForBoth) {
  for (const EmbeddedFile& file : embedded_migrations()) {
    for (const Dialect dialect : {Dialect::sqlite, Dialect::postgres}) {
      EXPECT_EQ(expand(file.text, dialect).find('{'), std::string::npos) << file.path;
    }
  }
}

}  // namespace
}  // namespace usher::store
