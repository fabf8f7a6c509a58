// Tests that compare filters and orders on every database with an evaluator without SQL.
#include "store/filter.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/text.hpp"
#include "store/dialect.hpp"
#include "store/filter_evaluator_test.hpp"
#include "support/test_store.hpp"

namespace usher::store {
namespace {

using domain::Filter;
using namespace filter_test;  // NOLINT(google-build-using-namespace): its items and evaluator
using test::in_transaction;

/// A generator of random valid expressions of one type.
class Expressions {
 public:
  explicit Expressions(unsigned seed) : random_(seed) {}

  std::string condition(int budget) {
    if (budget <= 0) return pick({"Deletable", "Tracking.On", "true", "false", "!Deletable"});
    switch (below(7)) {
      case 0:
        return fmt::format("({}) {} ({})", condition(budget - 1),
                           pick({"&&", "||", "&", "|", "^", "==", "!="}), condition(budget - 1));
      case 1:
        return fmt::format("!({})", condition(budget - 1));
      case 2:
      case 3:
        return fmt::format("{} {} {}", number(budget - 1), comparison(), number(budget - 1));
      case 4:
        return fmt::format("{} {} {}", text(budget - 1), comparison(), text(budget - 1));
      case 5:
        return fmt::format("{} {} {} {} {}", condition(0), pick({"&&", "||", "&", "|", "^"}),
                           condition(0), pick({"&&", "||", "&", "|", "^"}), condition(0));
      default:
        return fmt::format("{}.{}({})", text(budget - 1),
                           pick({"Contains", "StartsWith", "EndsWith", "Equals"}),
                           text(budget - 1));
    }
  }

  std::string number(int budget) {
    if (budget <= 0) {
      return pick({"Id", "Size", "0", "1", "2", "-1", "3", "7", "31", "33", "1000", "-8",
                   "2147483647", "-2147483648"});
    }
    switch (below(5)) {
      case 0:
        return fmt::format("(-{})", number(budget - 1));
      case 1:
        return fmt::format("({}).Length", text(budget - 1));
      case 2:
        return fmt::format("({} {} {} {} {})", number(0), arithmetic(), number(0), arithmetic(),
                           number(0));
      default:
        return fmt::format("({} {} {})", number(budget - 1), arithmetic(), number(budget - 1));
    }
  }

  std::string text(int budget) {
    if (budget <= 0) {
      return pick({"Email",     "Name",          "Name",       "Fields['FirstName']",
                   "Fields[2]", "Fields['zip']", "''",         "'a'",
                   "'A'",       "'nn'",          "'Anna'",     "' Anna'",
                   "'anna'",    "'Søren'",       "'ren'",      "'花'",
                   "'子 日本'", "'%'",           "'_'",        "'\\'",
                   "'\"'",      "''''",          "'O''Neil'",  "'a@b.c'",
                   "'@y.org'",  "'\u00A0'",      "' x\u3000'", "'ab'",
                   "'$1'",      "'{batch'"});
    }
    switch (below(3)) {
      case 0:
        return fmt::format("({} + {})", text(budget - 1), text(budget - 1));
      default:
        return fmt::format("{}.{}()", text(budget - 1), pick({"Trim", "ToUpper", "ToLower"}));
    }
  }

  std::size_t below(std::size_t end) { return random_() % end; }

 private:
  std::string pick(std::initializer_list<const char*> choices) {
    return choices.begin()[below(choices.size())];
  }
  std::string comparison() { return pick({"<", ">", "<=", ">=", "==", "!=", "="}); }
  std::string arithmetic() { return pick({"*", "/", "%", "+", "-", "<<", ">>", "&", "^", "|"}); }

  std::mt19937 random_;
};

class FilterOnDatabase : public testing::TestWithParam<Dialect> {
 protected:
  FilterOnDatabase() {
    // The results must not depend on the collation of the columns.
    const std::string_view text =
        GetParam() == Dialect::sqlite ? "TEXT NOT NULL" : "TEXT COLLATE \"und-x-icu\" NOT NULL";
    store::connect({store_.url}, store_.clock)
        ->script(fmt::format(
            "CREATE TABLE item (account_id BIGINT NOT NULL, id BIGINT NOT NULL, "
            "size BIGINT NOT NULL, deletable BIGINT NOT NULL, tracking BIGINT, "
            "email {0}, email_key {0}, name {0}, fields {0}, PRIMARY KEY (account_id, id));"
            "CREATE INDEX item_email ON item (account_id, email_key)",
            text));
    in_transaction(store_, [](WriteTx& tx) {
      for (const std::int64_t account : {1, 2}) {
        for (const Item& item : items()) insert(tx, account, item);
      }
      return 0;
    });
  }

  static void insert(WriteTx& tx, std::int64_t account, const Item& item) {
    const std::string key = ascii_lower(item.email);
    const std::string fields = fields_of(item);
    tx.run(Command::once("INSERT INTO item VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"),
           {number(account), number(item.id), number(item.size), flag(item.deletable),
            item.tracking ? flag(true) : Value(), text(item.email), text(key), text(item.name),
            text(fields)});
  }

  static Filter parsed(std::string_view text) {
    auto filter = domain::parse_filter(text, kNames);
    EXPECT_TRUE(filter) << text << ": " << filter.error().message;
    return filter ? std::move(*filter) : Filter{};
  }

  /// Returns the ids of account 1 in the order of the rows.
  static std::vector<std::int64_t> ids(WriteTx& tx, const Filter& filter,
                                       std::span<const domain::OrderTerm> order = {}) {
    const FilterSql where = compile(filter, kWhere, 2);
    const FilterSql by = compile(order, kWhere, 2 + where.parameters());
    const std::string sql =
        fmt::format("SELECT r.id FROM item AS r WHERE r.account_id = $1 AND {} ORDER BY {}r.id",
                    where.sql(), by.sql().empty() ? "" : by.sql() + ", ");
    std::vector<Value> values = {number(1)};
    where.append_to(values);
    by.append_to(values);
    std::vector<std::int64_t> out;
    tx.run(Query::once(sql), values, [&](const Row& row) { out.push_back(row.integer(0)); });
    return out;
  }
  std::vector<std::int64_t> matching(std::string_view text) {
    return in_transaction(store_, [&](WriteTx& tx) { return ids(tx, parsed(text)); });
  }
  std::vector<std::int64_t> ordered(std::string_view text) {
    const auto order = domain::parse_order(text, kNames);
    EXPECT_TRUE(order);
    return in_transaction(store_, [&](WriteTx& tx) { return ids(tx, Filter{}, *order); });
  }

  static std::vector<std::int64_t> expected(const Filter& filter) {
    std::vector<std::int64_t> out;
    for (const Item& item : items()) {
      if (Evaluator(filter, item).matches()) out.push_back(item.id);
    }
    return out;
  }

  test::TestStore store_{false, GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Databases, FilterOnDatabase, testing::ValuesIn(test::databases()),
                         test::name_of);

using Ids = std::vector<std::int64_t>;

TEST_P(FilterOnDatabase, ChoosesRows) {
  EXPECT_EQ(matching("").size(), items().size());
  EXPECT_EQ(matching("Id == 5"), Ids{5});
  EXPECT_EQ(matching("Email == 'a@b.c'"), Ids{1});
  EXPECT_EQ(matching("Email == 'A@b.c'"), Ids{2});
  EXPECT_EQ(matching("'A@b.c'=Email"), Ids{2});
  EXPECT_EQ(matching("Email.Trim().Equals('a@b.c')"), Ids{1});
  EXPECT_EQ(matching("Email.ToLower() == 'a@b.c'"), (Ids{1, 2}));
  EXPECT_EQ(matching("Email.ToUpper() == 'a@b.c'"), Ids{});
  EXPECT_EQ(matching("Email.Contains('example')"), (Ids{3, 4}));
  EXPECT_EQ(matching("Email.Contains('%')"), Ids{7});
  EXPECT_EQ(matching("Name.Trim().Equals('Anna')"), (Ids{2, 4}));
  EXPECT_EQ(matching("Name.Trim() == 'Søren'"), Ids{5});
  EXPECT_EQ(matching("Name == 'Anna' & Deletable"), Ids{2});
  EXPECT_EQ(matching("Fields['City'] == ''"), Ids{1});
  EXPECT_EQ(matching("Fields['City'] == '東京'"), Ids{6});
  EXPECT_EQ(matching("Fields['Zip'] == ''").size(), items().size());
  EXPECT_EQ(matching("Tracking.On"), (Ids{3, 4, 7, 8}));
  EXPECT_EQ(matching("Id % 2 == 0 && !Tracking.On"), (Ids{2, 6, 10}));
  EXPECT_EQ(matching("Size / Size == 1"), (Ids{2, 3, 4, 5, 6, 7, 8, 9, 10}));
  EXPECT_EQ(matching("!(Size / Size == 1)"), Ids{});
  EXPECT_EQ(matching("Size % 0 == 1 || Id == 3"), Ids{3});
}

TEST_P(FilterOnDatabase, OrdersRowsByBytes) {
  EXPECT_EQ(ordered("Id desc"), (Ids{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}));
  EXPECT_EQ(ordered("Email"), (Ids{7, 2, 10, 8, 3, 1, 5, 6, 9, 4}));
  EXPECT_EQ(ordered("Deletable desc; Id desc"), (Ids{10, 8, 6, 4, 2, 9, 7, 5, 3, 1}));
  EXPECT_EQ(ordered("Fields['City'] desc;Id"), (Ids{6, 10, 4, 3, 9, 7, 2, 5, 8, 1}));
}

TEST_P(FilterOnDatabase, RandomExpressionsMatchTheEvaluator) {
  constexpr int kWanted = 600;
  Expressions expressions(20261125);
  int compared = 0;
  int partial = 0;
  in_transaction(store_, [&](WriteTx& tx) {
    while (compared < kWanted) {
      const std::string text = expressions.condition(1 + static_cast<int>(expressions.below(5)));
      const auto filter = domain::parse_filter(text, kNames);
      if (!filter) continue;  // numbers that may overflow, or too many nodes
      const Ids wanted = expected(*filter);
      EXPECT_EQ(ids(tx, *filter), wanted) << text << "\n" << compile(*filter, kWhere, 2).sql();
      ++compared;
      if (!wanted.empty() && wanted.size() < items().size()) ++partial;
    }
    return 0;
  });
  EXPECT_GT(partial, kWanted / 4);
}

/// Nests random wraps around `inner` and returns the deepest expression that is valid.
std::string deepest(Expressions& expressions, std::vector<std::string> wraps, std::string inner,
                    const std::string& end) {
  std::string best;
  for (int level = 0; level < domain::kMaxFilterLevels + 2; ++level) {
    const std::string& wrap = wraps[expressions.below(wraps.size())];
    inner = fmt::format(fmt::runtime(wrap), inner);
    std::string whole = fmt::format(fmt::runtime(end), inner);
    if (domain::parse_filter(whole, kNames)) best = std::move(whole);
  }
  return best;
}

TEST_P(FilterOnDatabase, TheDeepestExpressionsAreAccepted) {
  const std::vector<std::string> numbers = {"(Id / {})", "(Id % {})", "(Id << {})", "(Id - {})",
                                            "(Id ^ {})", "(Id & {})", "({} ^ 1)",   "(-{})",
                                            "({} & 1)",  "({} >> 1)"};
  const std::vector<std::string> texts = {"('x' + {}).Trim()", "({}).ToLower()", "({}).Trim()",
                                          "(Fields[1] + {}).ToUpper()"};
  const std::vector<std::string> conditions = {"(Deletable == ({}))",
                                               "(Deletable ^ ({}))",
                                               "(Deletable && ({}))",
                                               "(Deletable || ({}))",
                                               "!({})",
                                               "(({}) != true)"};
  Expressions expressions(7);
  std::vector<std::string> all;
  for (const auto& [kinds, inner, end] :
       {std::tuple(numbers, "Id", "1 == {}"), std::tuple(numbers, "(Name.Trim().Length)", "{} < 5"),
        std::tuple(texts, "Name", "Name.EndsWith({})"), std::tuple(texts, "Name", "{} < Name"),
        std::tuple(texts, "Name", "Deletable == Name.Contains({})"),
        std::tuple(conditions, "Name.EndsWith(Email.Trim())", "{}"),
        std::tuple(conditions, "1 == Id / (Id / (Id / (1 + Id)))", "{}")}) {
    for (const std::string& kind : kinds) all.push_back(deepest(expressions, {kind}, inner, end));
    for (int i = 0; i < 30; ++i) all.push_back(deepest(expressions, kinds, inner, end));
  }
  in_transaction(store_, [&](WriteTx& tx) {
    for (const std::string& text : all) {
      const Filter filter = parsed(text);
      EXPECT_FALSE(filter.empty());
      // The condition is used inside the deepest statement of the store.
      const FilterSql where = compile(filter, kWhere, 2);
      const std::string sql =
          "SELECT count(*) FROM (SELECT r.id FROM item AS r JOIN item AS s ON s.id = r.id AND "
          "s.account_id = r.account_id WHERE r.account_id = $1 AND EXISTS (SELECT 1 FROM item AS t "
          "WHERE t.account_id = r.account_id AND t.id = r.id AND " +
          where.sql() + ")) AS page";
      std::vector<Value> values = {number(1)};
      where.append_to(values);
      std::int64_t count = -1;
      tx.run(Query::once(sql), values, [&](const Row& row) { count = row.integer(0); });
      EXPECT_EQ(count, static_cast<std::int64_t>(expected(filter).size())) << text;
    }
    return 0;
  });
}

TEST_P(FilterOnDatabase, EqualityOnAnAddressUsesTheIndex) {
  for (const char* const text :
       {"Email == 'A@b.c'", "Email='A@b.c'", "'A@b.c' == Email", "Email.Equals('A@b.c')",
        "Email.Trim().Equals('A@b.c')", "Email.Trim() == 'A@b.c'", "Email.ToLower() == 'a@b.c'",
        "Email == 'A@b.c' && Name.Contains('n')", "Deletable & Email.Trim()='A@b.c'"}) {
    const FilterSql where = compile(parsed(text), kWhere, 2);
    const std::string sql =
        fmt::format("EXPLAIN {} SELECT r.id FROM item AS r WHERE r.account_id = $1 AND {}",
                    GetParam() == Dialect::sqlite ? "QUERY PLAN" : "", where.sql());
    std::vector<Value> values = {number(1)};
    where.append_to(values);
    std::string plan;
    in_transaction(store_, [&](WriteTx& tx) {
      return tx.run(Command::once(sql), values, [&](const Row& row) {
        plan += row.text(GetParam() == Dialect::sqlite ? 3 : 0);
        plan += '\n';
      });
    });
    const char* const wanted = GetParam() == Dialect::sqlite
                                   ? "USING INDEX item_email (account_id=? AND email_key=?)"
                                   : "Index Cond: ((account_id = '1'::bigint) AND (email_key = ";
    EXPECT_NE(plan.find(wanted), std::string::npos) << text << ": " << plan;
    EXPECT_NE(matching(text), Ids{}) << text;
  }
}

TEST(FilterSql, ContainsNoTextOfTheCaller) {
  const auto compiled = [](std::string_view text) {
    return compile(*domain::parse_filter(text, kNames), kWhere, 4);
  };
  const FilterSql sql = compiled(
      "Email.Trim() == 'Ab' && Fields['City'].EndsWith('x') || Id << 3 != -17 && Deletable == "
      "true");
  EXPECT_EQ(
      sql.sql(),
      "(((r.email_key = $4 AND r.email = $5) AND (length(COALESCE((r.fields{as_json}) ->> $6, "
      "'')) >= length($7) AND substr(COALESCE((r.fields{as_json}) ->> $6, ''), "
      "length(COALESCE((r.fields{as_json}) ->> $6, '')) - length($7) + 1) = $7)) OR (((r.id << "
      "CAST(($8 & 31) AS INTEGER)) <> $9) AND ((r.deletable <> 0) = ($10 <> 0))))");
  EXPECT_EQ(sql.parameters(), 7);
  std::vector<Value> values;
  sql.append_to(values);
  EXPECT_EQ(std::get<std::string_view>(values[0]), "ab");
  EXPECT_EQ(std::get<std::string_view>(values[1]), "Ab");
  EXPECT_EQ(std::get<std::string_view>(values[2]), "f2");
  EXPECT_EQ(std::get<std::string_view>(values[3]), "x");
  EXPECT_EQ(std::get<std::int64_t>(values[4]), 3);
  EXPECT_EQ(std::get<std::int64_t>(values[5]), -17);
  EXPECT_EQ(std::get<std::int64_t>(values[6]), 1);

  EXPECT_EQ(compiled("Email.ToLower() != 'x'").sql(), "(lower(r.email{by_bytes}) <> $4)");
  EXPECT_EQ(compiled("").sql(), "(1 = 1)");
  EXPECT_EQ(compile(*domain::parse_order("Name desc;Fields[11];Id", kNames), kWhere, 7).sql(),
            "r.name{by_bytes} DESC, COALESCE((r.fields{as_json}) ->> $7, ''){by_bytes} ASC, r.id "
            "ASC");
}

}  // namespace
}  // namespace usher::store
