/// Evaluates filters without SQL, over a fixed set of items.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/json_text.hpp"
#include "domain/filter.hpp"
#include "store/filter.hpp"

namespace usher::store::filter_test {

using domain::Filter;
using domain::FilterNode;
using domain::FilterOp;
using domain::FilterType;

inline constexpr std::array<domain::FilterProperty, 6> kProperties = {{
    {"Id", FilterType::integer},
    {"Size", FilterType::integer},
    {"Deletable", FilterType::flag},
    {"Tracking.On", FilterType::flag},
    {"Email", FilterType::text},
    {"Name", FilterType::text},
}};
inline constexpr std::array<domain::FilterField, 3> kFields = {
    {{"FirstName", 1}, {"City", 2}, {"Zip", 11}}};
inline constexpr domain::FilterNames kNames{kProperties, "Fields", kFields};

inline constexpr auto kColumns = columns_of<kProperties>({
    {"Id", "r.id"},
    {"Size", "r.size"},
    {"Deletable", "r.deletable"},
    {"Tracking.On", "COALESCE(r.tracking, 0)"},
    {"Email", "r.email", "r.email_key"},
    {"Name", "r.name"},
});
inline constexpr FilterColumns kWhere{kColumns, "r.fields"};

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

inline const std::vector<Item>& items() {
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

inline std::string fields_of(const Item& item) {
  std::string out = "{\"f1\":";
  append_json_string(out, item.first_name);
  if (!item.city.empty()) {  // an absent field equals an empty field
    out += ",\"f2\":";
    append_json_string(out, item.city);
  }
  return out + "}";
}

/// The value of a node: a number, a condition (0 or 1), NULL, or a text.
struct Outcome {
  std::optional<std::int64_t> number;
  std::string text;
};

inline std::vector<std::string> characters(const std::string& text) {
  std::vector<std::string> out;
  for (const char byte : text) {
    if ((static_cast<unsigned char>(byte) & 0xC0) != 0x80) out.emplace_back();
    out.back() += byte;
  }
  return out;
}

inline std::string trimmed(const std::string& text) {
  static const std::set<std::string> kSpaces = {" ", "\t", "\n", "\r", "\u00A0", "\u3000"};
  std::vector<std::string> all = characters(text);
  while (!all.empty() && kSpaces.contains(all.back())) all.pop_back();
  while (!all.empty() && kSpaces.contains(all.front())) all.erase(all.begin());
  return fmt::format("{}", fmt::join(all, ""));
}

inline std::string cased(std::string text, char from, char to, int by) {
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

}  // namespace usher::store::filter_test
