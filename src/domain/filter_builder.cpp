#include "domain/filter_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "base/text.hpp"

namespace usher::domain {
namespace {

using Op = FilterOp;

constexpr FilterType kInteger = FilterType::integer;
constexpr FilterType kText = FilterType::text;
constexpr FilterType kFlag = FilterType::flag;

/// An operator for one type of operands.
struct Operator {
  std::string_view symbol;
  int precedence;
  FilterType operands;
  FilterOp op;
  FilterType result;
};

constexpr std::array<Operator, 30> kOperators = {{
    {"*", 10, kInteger, Op::multiply, kInteger},
    {"/", 10, kInteger, Op::divide, kInteger},
    {"%", 10, kInteger, Op::remainder, kInteger},
    {"+", 9, kInteger, Op::add, kInteger},
    {"+", 9, kText, Op::concatenate, kText},
    {"-", 9, kInteger, Op::subtract, kInteger},
    {"<<", 8, kInteger, Op::shift_left, kInteger},
    {">>", 8, kInteger, Op::shift_right, kInteger},
    {"<", 7, kInteger, Op::less, kFlag},
    {"<", 7, kText, Op::less, kFlag},
    {">", 7, kInteger, Op::greater, kFlag},
    {">", 7, kText, Op::greater, kFlag},
    {"<=", 7, kInteger, Op::less_equal, kFlag},
    {"<=", 7, kText, Op::less_equal, kFlag},
    {">=", 7, kInteger, Op::greater_equal, kFlag},
    {">=", 7, kText, Op::greater_equal, kFlag},
    {"==", 6, kInteger, Op::equal, kFlag},
    {"==", 6, kText, Op::equal, kFlag},
    {"==", 6, kFlag, Op::equal, kFlag},
    {"!=", 6, kInteger, Op::not_equal, kFlag},
    {"!=", 6, kText, Op::not_equal, kFlag},
    {"!=", 6, kFlag, Op::not_equal, kFlag},
    {"&", 5, kInteger, Op::bit_and, kInteger},
    {"&", 5, kFlag, Op::logical_and, kFlag},
    {"^", 4, kInteger, Op::bit_xor, kInteger},
    {"^", 4, kFlag, Op::not_equal, kFlag},
    {"|", 3, kInteger, Op::bit_or, kInteger},
    {"|", 3, kFlag, Op::logical_or, kFlag},
    {"&&", 2, kFlag, Op::logical_and, kFlag},
    {"||", 1, kFlag, Op::logical_or, kFlag},
}};

struct Method {
  std::string_view name;
  FilterOp op;
  bool has_argument;
  FilterType result;
};

constexpr std::array<Method, 7> kMethods = {{
    {"Contains", Op::contains, true, kFlag},
    {"StartsWith", Op::starts_with, true, kFlag},
    {"EndsWith", Op::ends_with, true, kFlag},
    {"Equals", Op::equal, true, kFlag},
    {"Trim", Op::trim, false, kText},
    {"ToUpper", Op::to_upper, false, kText},
    {"ToLower", Op::to_lower, false, kText},
}};

std::string_view describe(FilterType type) {
  if (type == kInteger) return "a number";
  return type == kText ? "a text" : "a condition";
}

}  // namespace

int filter_precedence(const FilterToken& token) {
  const auto* const found = std::find_if(kOperators.begin(), kOperators.end(),
                                         [&](const Operator& o) { return token.is(o.symbol); });
  return found == kOperators.end() ? 0 : found->precedence;
}

int FilterBuilder::fail(Error error) {
  if (!error_) error_ = std::move(error);
  return kNone;
}

Result<Filter> FilterBuilder::finish(int root) {
  if (error_) return *error_;
  CHECK(root == static_cast<int>(nodes_.size()) - 1);
  if (at(root).type != kFlag) {
    return source_.error(fmt::format("{} that starts", describe(at(root).type)), 0,
                         " is not a condition: compare it with a value");
  }
  return Filter{std::move(nodes_)};
}

int FilterBuilder::level_of(const FilterNode& node) const {
  if (node.left == kNone) return 0;
  const auto level = [this](int n) {
    return n == kNone ? 0 : levels_[static_cast<std::size_t>(n)];
  };
  // EndsWith is translated into a nested SQL expression.
  const int levels = node.op == Op::ends_with ? 2 : 1;
  const int left = level(node.left) + (is_chain(node.op, at(node.left).op) ? 0 : levels);
  return std::max(left, level(node.right) + levels);
}

/// Returns the assumed length of the node's text; 0 for other types.
std::size_t FilterBuilder::text_bytes_of(const FilterNode& node) const {
  const auto bytes = [this](int n) {
    return n == kNone ? 0 : text_bytes_[static_cast<std::size_t>(n)];
  };
  if (node.type != kText) return 0;
  if (node.op == Op::text) return node.text.size();
  return node.left == kNone ? kFilterColumnBytes : bytes(node.left) + bytes(node.right);
}

int FilterBuilder::add(const FilterToken& token, FilterNode node) {
  if (failed()) return kNone;
  if (nodes_.size() == static_cast<std::size_t>(kMaxFilterNodes)) {
    return fail(source_.error("too many operands and operators", token.offset,
                              fmt::format("; an expression may have at most {}", kMaxFilterNodes)));
  }
  FilterRange range = kRange32;
  if (node.op == FilterOp::integer) {
    range = {node.number, node.number};
  } else if (node.op == FilterOp::length) {
    range.low = 0;
  } else if (node.type == kInteger && node.left != kNone) {
    const auto calculated = range_of(node.op, range_at(node.left), range_at(node.right));
    if (!calculated)
      return fail(source_.error("the result of the operator", token.offset, " may exceed 64 bits"));
    range = *calculated;
  }
  const int level = level_of(node);
  if (level > kMaxFilterLevels) {
    return fail(
        source_.error("too deeply nested", token.offset,
                      fmt::format("; operators may be nested {} deep at most", kMaxFilterLevels)));
  }
  const std::size_t text_bytes = text_bytes_of(node);
  if (text_bytes > kMaxFilterTextBytes) {
    return fail(source_.error("the concatenated text is too long", token.offset,
                              fmt::format("; it may have {} bytes, where a property counts as {}",
                                          kMaxFilterTextBytes, kFilterColumnBytes)));
  }
  nodes_.push_back(std::move(node));
  text_bytes_.push_back(text_bytes);
  ranges_.push_back(range);
  levels_.push_back(level);
  return static_cast<int>(nodes_.size()) - 1;
}

int FilterBuilder::integer(const FilterToken& token, bool negative) {
  if (!negative && token.number > INT32_MAX) {
    return fail(source_.error("the number", token.offset, " exceeds 32 bits"));
  }
  return add(token, {.op = FilterOp::integer,
                     .type = kInteger,
                     .number = negative ? -token.number : token.number});
}

int FilterBuilder::text(const FilterToken& token) {
  return add(token, {.op = FilterOp::text, .type = kText, .text = token.value});
}

int FilterBuilder::flag(const FilterToken& token, bool value) {
  return add(token, {.op = FilterOp::flag, .type = kFlag, .number = value ? 1 : 0});
}

int FilterBuilder::name(const FilterToken& token, FilterOp op, FilterType type, int number) {
  return add(token, {.op = op, .type = type, .number = number});
}

int FilterBuilder::unary(const FilterToken& token, int operand) {
  if (failed()) return kNone;
  const bool minus = token.is("-");
  const FilterType type = at(operand).type;
  if (type != (minus ? kInteger : kFlag)) {
    return fail(source_.error(token.word, token.offset,
                              fmt::format(" can't be applied to {}", describe(type))));
  }
  return add(token, {.op = minus ? Op::negate : Op::logical_not, .type = type, .left = operand});
}

int FilterBuilder::binary(const FilterToken& token, int left, int right) {
  if (failed()) return kNone;
  const FilterType l = at(left).type;
  const FilterType r = at(right).type;
  const Operator* found = nullptr;
  for (const Operator& o : kOperators) {
    if (token.is(o.symbol) && o.operands == l) found = &o;
  }
  if (found == nullptr || l != r) {
    return fail(
        source_.error(token.word, token.offset,
                      fmt::format(" can't be applied to {} and {}", describe(l), describe(r))));
  }
  return add(token, {.op = found->op, .type = found->result, .left = left, .right = right});
}

int FilterBuilder::method(const FilterToken& token, int operand, int argument) {
  if (failed()) return kNone;
  const auto* const found = std::find_if(kMethods.begin(), kMethods.end(),
                                         [&](const Method& m) { return token.is_name(m.name); });
  if (found == kMethods.end()) {
    return fail(source_.error(
        fmt::format("unknown method {}", describe(token)), token.offset,
        "; allowed are Contains, StartsWith, EndsWith, Equals, Trim, ToUpper, ToLower, Length"));
  }
  const FilterType type = at(operand).type;
  if (type != kText && found->op != Op::equal) {
    return fail(source_.error(found->name, token.offset,
                              fmt::format(" is for a text, not for {}", describe(type))));
  }
  if (found->has_argument != (argument != kNone)) {
    return fail(source_.error(found->name, token.offset,
                              found->has_argument ? " needs one argument" : " takes no argument"));
  }
  if (argument != kNone && at(argument).type != type) {
    return fail(source_.error(
        found->name, token.offset,
        fmt::format(" needs {}, not {}", describe(type), describe(at(argument).type))));
  }
  return add(token, {.op = found->op, .type = found->result, .left = operand, .right = argument});
}

int FilterBuilder::length(const FilterToken& token, int operand) {
  if (failed()) return kNone;
  if (at(operand).type != kText) {
    return fail(
        source_.error("Length", token.offset,
                      fmt::format(" is for a text, not for {}", describe(at(operand).type))));
  }
  return add(token, {.op = FilterOp::length, .type = kInteger, .left = operand});
}

}  // namespace usher::domain
