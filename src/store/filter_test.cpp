// Filters and orders on every database, against an evaluator that knows no SQL.
#include "store/filter.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "base/json_text.hpp"
#include "base/text.hpp"
#include "store/dialect.hpp"
#include "support/test_store.hpp"

namespace usher::store {
namespace {

using domain::Filter;
using domain::FilterNode;
using domain::FilterOp;
using domain::FilterType;
using test::in_transaction;

constexpr std::array<domain::FilterProperty, 6> kProperties = {{
    {"Id", FilterType::integer},
    {"Size", FilterType::integer},
    {"Deletable", FilterType::flag},
    {"Tracking.On", FilterType::flag},
    {"Email", FilterType::text},
    {"Name", FilterType::text},
}};
constexpr std::array<domain::FilterField, 3> kFields = {
    {{"FirstName", 1}, {"City", 2}, {"Zip", 11}}};
constexpr domain::FilterNames kNames{kProperties, "Fields", kFields};

constexpr std::array<FilterColumn, 6> kColumns = {{
    {"r.id"},
    {"r.size"},
    {"r.deletable"},
    {"COALESCE(r.tracking, 0)"},
    {"r.email", "r.email_key"},
    {"r.name"},
}};
constexpr FilterColumns kWhere{kColumns, "r.fields"};

struct Item {
  std::int64_t id;
  std::int64_t size;
  bool deletable;
  bool tracking;
  std::string email;
  std::string name;
  std::string first_name;
  std::string city;
};

const std::vector<Item>& items() {
  static const std::vector<Item> items = {
      {1, 0, false, false, "a@b.c", "", "", ""},
      {2, 1, true, false, "A@b.c", "Anna", "Anna", "Roma"},
      {3, -1, false, true, "a'b@example.com", "anna", "anna ", "roma"},
      {4, 7, true, true, "zoe@example.com", " Anna\t", "O'Neil", "{\"f2\":\"x\"}"},
      {5, -8, false, false, "x@y.org", "\u00A0Søren\u3000", "Søren", "Forlì"},
      {6, INT32_MAX, true, false, "y@y.org", "søREN", "花子", "東京"},
      {7, INT32_MIN, false, true, "%@y.org", "花子 日本", "%", "_"},
      {8, 31, true, true, "\\@y.org", "a\\b%_\"c\"", "\\", "\""},
      {9, 33, false, false, "z@y.org", "aaab", "aab", "ab"},
      {10, 1000, true, false, "Zz@y.org", "AAAB", "b", "Ä"},
  };
  return items;
}

std::string fields_of(const Item& item) {
  std::string out = "{\"f1\":";
  append_json_string(out, item.first_name);
  if (!item.city.empty()) {  // an absent field is as good as an empty one
    out += ",\"f2\":";
    append_json_string(out, item.city);
  }
  return out + "}";
}

/// A number, a condition (0 or 1) or nothing of either; or a text.
struct Outcome {
  std::optional<std::int64_t> number;
  std::string text;
};

std::vector<std::string> characters(const std::string& text) {
  std::vector<std::string> out;
  for (const char byte : text) {
    if ((static_cast<unsigned char>(byte) & 0xC0) != 0x80) out.emplace_back();
    out.back() += byte;
  }
  return out;
}

std::string trimmed(const std::string& text) {
  static const std::set<std::string> kSpaces = {" ", "\t", "\n", "\r", "\u00A0", "\u3000"};
  std::vector<std::string> all = characters(text);
  while (!all.empty() && kSpaces.contains(all.back())) all.pop_back();
  while (!all.empty() && kSpaces.contains(all.front())) all.erase(all.begin());
  return fmt::format("{}", fmt::join(all, ""));
}

std::string cased(std::string text, char from, char to, int by) {
  for (char& c : text) {
    if (c >= from && c <= to) c = static_cast<char>(c + by);
  }
  return text;
}

class Evaluator {
 public:
  Evaluator(const Filter& filter, const Item& item) : filter_(filter), item_(item) {}

  bool matches() const {
    return filter_.empty() || of(static_cast<int>(filter_.nodes.size()) - 1).number == 1;
  }

 private:
  using Number = std::optional<std::int64_t>;

  Outcome of(int place) const {
    const FilterNode& n = filter_.nodes[static_cast<std::size_t>(place)];
    if (n.left < 0) return leaf(n);
    const Outcome left = of(n.left);
    const Outcome right = n.right < 0 ? Outcome{0, ""} : of(n.right);
    const bool of_texts = filter_.nodes[static_cast<std::size_t>(n.left)].type == FilterType::text;
    if (of_texts) return texts(n.op, left.text, right.text);
    if (n.op == FilterOp::logical_and) return {both(left.number, right.number), ""};
    if (n.op == FilterOp::logical_or) {
      const Number none = both(opposite(left.number), opposite(right.number));
      return {opposite(none), ""};
    }
    if (!left.number || !right.number) return {};
    return {numbers(n.op, *left.number, *right.number), ""};
  }

  Outcome leaf(const FilterNode& n) const {
    if (n.op == FilterOp::text) return {0, n.text};
    if (n.op == FilterOp::field) {
      return {0, n.number == 1 ? item_.first_name : n.number == 2 ? item_.city : ""};
    }
    if (n.op != FilterOp::property) return {n.number, ""};
    const Outcome properties[] = {{item_.id, ""},       {item_.size, ""}, {item_.deletable, ""},
                                  {item_.tracking, ""}, {0, item_.email}, {0, item_.name}};
    return properties[n.number];
  }

  static Number opposite(Number a) { return a ? Number(1 - *a) : a; }
  static Number both(Number a, Number b) {
    if (a == 0 || b == 0) return 0;
    return a && b ? Number(1) : std::nullopt;
  }

  static Outcome texts(FilterOp op, const std::string& a, const std::string& b) {
    switch (op) {
      case FilterOp::concatenate:
        return {0, a + b};
      case FilterOp::trim:
        return {0, trimmed(a)};
      case FilterOp::to_upper:
        return {0, cased(a, 'a', 'z', -32)};
      case FilterOp::to_lower:
        return {0, cased(a, 'A', 'Z', 32)};
      case FilterOp::length:
        return {static_cast<std::int64_t>(characters(a).size()), ""};
      case FilterOp::contains:
        return {a.find(b) != std::string::npos, ""};
      case FilterOp::starts_with:
        return {a.starts_with(b), ""};
      case FilterOp::ends_with:
        return {a.ends_with(b), ""};
      default:
        return {compare(op, a, b), ""};
    }
  }

  template <class T>
  static bool compare(FilterOp op, const T& a, const T& b) {
    switch (op) {
      case FilterOp::less:
        return a < b;
      case FilterOp::greater:
        return b < a;
      case FilterOp::less_equal:
        return !(b < a);
      case FilterOp::greater_equal:
        return !(a < b);
      case FilterOp::equal:
        return a == b;
      default:
        EXPECT_EQ(op, FilterOp::not_equal);
        return a != b;
    }
  }

  static Number numbers(FilterOp op, std::int64_t a, std::int64_t b) {
    switch (op) {
      case FilterOp::negate:
        return -a;
      case FilterOp::logical_not:
        return opposite(a);
      case FilterOp::multiply:
        return a * b;
      case FilterOp::divide:
        return b == 0 ? std::nullopt : Number(a / b);
      case FilterOp::remainder:
        return b == 0 ? std::nullopt : Number(a % b);
      case FilterOp::add:
        return a + b;
      case FilterOp::subtract:
        return a - b;
      case FilterOp::shift_left:
        return a << (b & 31);
      case FilterOp::shift_right:
        return a >> (b & 31);
      case FilterOp::bit_and:
        return a & b;
      case FilterOp::bit_xor:
        return a ^ b;
      case FilterOp::bit_or:
        return a | b;
      default:
        return compare(op, a, b);
    }
  }

  const Filter& filter_;
  const Item& item_;
};

/// Valid expressions of one type, of whatever the language has.
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
    // A language's order, as databases may have: it must make no difference.
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

  /// The ids of account 1 in the order in which they came.
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

TEST_P(FilterOnDatabase, RandomExpressionsMatchWhatTheyMean) {
  constexpr int kWanted = 600;
  Expressions expressions(20261125);
  int compared = 0;
  int telling = 0;
  in_transaction(store_, [&](WriteTx& tx) {
    while (compared < kWanted) {
      const std::string text = expressions.condition(1 + static_cast<int>(expressions.below(5)));
      const auto filter = domain::parse_filter(text, kNames);
      if (!filter) continue;  // numbers that may become too large, too many nodes
      const Ids wanted = expected(*filter);
      EXPECT_EQ(ids(tx, *filter), wanted) << text << "\n" << compile(*filter, kWhere, 2).sql();
      ++compared;
      if (!wanted.empty() && wanted.size() < items().size()) ++telling;
    }
    return 0;
  });
  EXPECT_GT(telling, kWanted / 4);
}

/// Operators within operators as deep as the language lets them, one after another of those that
/// take their own kind, on either side.
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

TEST_P(FilterOnDatabase, TheDeepestExpressionsAreTaken) {
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
      // Within whatever a caller may need around it.
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

TEST_P(FilterOnDatabase, EqualityOnAnAddressGoesByTheIndex) {
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

TEST(FilterSql, HasNothingOfWhatCallersWrote) {
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
