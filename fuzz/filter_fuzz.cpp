// Parses any bytes as a filter and as an order. Checks that the result is an error, or SQL that
// consists of known words only and does not depend on the literals.
#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <set>
#include <string>

#include "base/check.hpp"
#include "domain/filter.hpp"
#include "store/dialect.hpp"
#include "store/filter.hpp"

namespace {

using namespace usher;
using domain::FilterOp;
using domain::FilterType;

constexpr std::array<domain::FilterProperty, 5> kProperties = {{
    {"Id", FilterType::integer},
    {"Email", FilterType::text},
    {"Name", FilterType::text},
    {"On", FilterType::flag},
    {"Info.On", FilterType::flag},
}};
constexpr std::array<domain::FilterField, 2> kFields = {{{"City", 1}, {"it's", 12}}};
constexpr domain::FilterNames kNames{kProperties, "Fields", kFields};

constexpr auto kColumns = store::columns_of<kProperties>({
    {"Id", "cid"},
    {"Email", "cemail", "ckey"},
    {"Name", "cname"},
    {"On", "con"},
    {"Info.On", "cinfo"},
});
constexpr store::FilterColumns kWhere{kColumns, "cfields"};
constexpr int kFirst = 3;

/// Checks that all words of the SQL are known and that the first uses of the parameters are in the
/// order of their numbers.
void check_words(const store::FilterSql& sql) {
  static const std::set<std::string> kWords = {
      "cid",  "cemail", "ckey",   "cname",  "con",     "cinfo",    "cfields",  "COALESCE",
      "CAST", "AS",     "BIGINT", "AND",    "INTEGER", "NULLIF",   "NOT",      "OR",
      "trim", "upper",  "lower",  "length", "substr",  "position", "by_bytes", "as_json",
      "xor",  "ASC",    "DESC",   "0",      "1",       "31"};
  const std::string& text = sql.sql();
  const std::string kSigns = " (),'*/%+-<>=&|{}";
  int known = kFirst - 1;
  for (std::size_t i = 0; i < text.size();) {
    const auto end = static_cast<std::size_t>(
        std::find_if(text.begin() + static_cast<long>(i + 1), text.end(),
                     [](unsigned char c) { return std::isalnum(c) == 0 && c != '_'; }) -
        text.begin());
    if (text[i] == '$') {
      const int number = std::stoi(text.substr(i + 1, end - i - 1));
      CHECK(number >= kFirst && number <= known + 1);
      known = std::max(known, number);
      i = end;
    } else if (std::isalnum(static_cast<unsigned char>(text[i])) != 0) {
      CHECK(kWords.contains(text.substr(i, end - i)));
      i = end;
    } else {
      CHECK(kSigns.find(text[i]) != std::string::npos);
      CHECK(text[i] != '\'' ||
            text.substr(i, 2) == "''");  // the only text literal is the empty text
      i += text[i] == '\'' ? 2 : 1;
    }
  }
  CHECK(known == kFirst + sql.parameters() - 1);
  CHECK(text.find("--") == std::string::npos && text.find("/*") == std::string::npos);
  std::vector<store::Value> values;
  sql.append_to(values);
  CHECK(values.size() == static_cast<std::size_t>(sql.parameters()));
  for (const auto dialect : {store::Dialect::sqlite, store::Dialect::postgres}) {
    CHECK(store::expand(text, dialect).find_first_of("{}") == std::string::npos);
  }
}

void check_filter(std::string_view text) {
  auto filter = domain::parse_filter(text, kNames);
  if (!filter) {
    CHECK(filter.error().code == Errc::invalid && filter.error().message.ends_with('.'));
    return;
  }
  CHECK(filter->nodes.size() <= static_cast<std::size_t>(domain::kMaxFilterNodes));
  for (std::size_t i = 0; i < filter->nodes.size(); ++i) {
    CHECK(filter->nodes[i].left < static_cast<int>(i) &&
          filter->nodes[i].right < static_cast<int>(i));
  }
  const store::FilterSql sql = store::compile(*filter, kWhere, kFirst);
  check_words(sql);
  for (domain::FilterNode& node : filter->nodes) {
    if (node.op == FilterOp::text) node.text = "other";
    if (node.op == FilterOp::integer) node.number = 4711;
    if (node.op == FilterOp::flag) node.number = 1 - node.number;
    if (node.op == FilterOp::field) node.number = 2;
  }
  CHECK(store::compile(*filter, kWhere, kFirst).sql() == sql.sql());
}

void check_order(std::string_view text) {
  const auto order = domain::parse_order(text, kNames);
  if (!order) {
    CHECK(order.error().code == Errc::invalid && order.error().message.ends_with('.'));
    return;
  }
  CHECK(order->size() <= domain::kMaxOrderTerms);
  check_words(store::compile(*order, kWhere, kFirst));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_filter(text);
  check_order(text);
  return 0;
}
