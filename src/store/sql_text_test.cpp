#include "store/sql_text.hpp"

#include <gtest/gtest.h>

#include "store/connection.hpp"

namespace usher::store {
namespace {

constexpr SqlText kSqlColumns{"a.id, a.name"};
enum class Color : int { red = 4 };

static_assert(joined<"SELECT ", kSqlColumns, " FROM a"> == "SELECT a.id, a.name FROM a");
static_assert(joined<kSqlColumns> == "a.id, a.name");
static_assert(joined<"", kSqlColumns, ""> == "a.id, a.name");
static_assert(literal<0>.view() == "0");
static_assert(literal<30'000'000>.view() == "30000000");
static_assert(literal<-17>.view() == "-17");
static_assert(joined<"color = ", literal<Color::red>> == "color = 4");

TEST(SqlText, AStatementOfPiecesIsTerminatedAndHasStaticStorage) {
  static constexpr Query kQuery{joined<"SELECT ", kSqlColumns, " FROM a">};
  EXPECT_EQ(kQuery.sql.data()[kQuery.sql.size()], '\0');
  EXPECT_EQ(kQuery.sql.data(), (joined<"SELECT ", kSqlColumns, " FROM a">.data()));
}

}  // namespace
}  // namespace usher::store
