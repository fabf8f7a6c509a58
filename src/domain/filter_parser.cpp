#include "domain/filter_parser.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace usher::domain {
namespace {

using Kind = FilterToken::Kind;

constexpr int kNone = FilterBuilder::kNone;

/// Returns the field with this name. An exact match is preferred to a match in another case.
const FilterField* find_field(std::span<const FilterField> fields, std::string_view name) {
  const FilterField* found = nullptr;
  for (const FilterField& field : fields) {
    if (field.name == name) return &field;
    if (found == nullptr && ascii_iequals(field.name, name)) found = &field;
  }
  return found;
}

const FilterField* find_field(std::span<const FilterField> fields, std::int64_t number) {
  for (const FilterField& field : fields) {
    if (field.number == number) return &field;
  }
  return nullptr;
}

}  // namespace

const FilterToken& FilterParser::token_after(std::size_t tokens) const {
  return tokens_[std::min(at_ + tokens, tokens_.size() - 1)];
}

bool FilterParser::accept(std::string_view symbol) {
  if (!token().is(symbol)) return false;
  next();
  return true;
}

bool FilterParser::expect(std::string_view symbol) {
  if (accept(symbol)) return true;
  unexpected(symbol);
  return false;
}

int FilterParser::unexpected(std::string_view wanted) {
  return builder_.fail(source_.error(fmt::format("expected {}", wanted), token().offset,
                                     fmt::format(", not {}", describe(token()))));
}

Result<Filter> FilterParser::filter() {
  const int root = expression(1);
  if (!builder_.failed() && token().kind != Kind::end) unexpected("an operator or the end");
  return builder_.finish(root);
}

/// Parses operators of at least this precedence. All are left-associative, so the right operand
/// contains only operators of higher precedence.
int FilterParser::expression(int precedence) {
  int left = operand();
  while (!builder_.failed()) {
    const int found = filter_precedence(token());
    if (found == 0 || found < precedence) break;
    const FilterToken& symbol = next();
    const int right = expression(found + 1);
    left = builder_.binary(symbol, left, right);
  }
  return left;
}

int FilterParser::operand() {
  if (depth_ > kMaxFilterDepth) {
    return builder_.fail(
        source_.error("too deeply nested", token().offset,
                      fmt::format("; parentheses may be nested {} deep at most", kMaxFilterDepth)));
  }
  ++depth_;
  int out = kNone;
  if (token().is("-") && token_after(1).kind == Kind::integer) {
    next();
    out = methods(builder_.integer(next(), true));
  } else if (token().is("-") || token().is("!")) {
    const FilterToken& sign = next();
    out = builder_.unary(sign, operand());
  } else {
    out = methods(primary());
  }
  --depth_;
  return out;
}

int FilterParser::primary() {
  const FilterToken& first = token();
  if (accept("(")) {
    const int inner = expression(1);
    return builder_.failed() || !expect(")") ? kNone : inner;
  }
  if (first.kind == Kind::integer) return builder_.integer(next(), false);
  if (first.kind == Kind::text) return builder_.text(next());
  if (first.is_name("true") || first.is_name("false")) {
    return builder_.flag(next(), first.is_name("true"));
  }
  if (first.kind != Kind::identifier) return unexpected("a value");
  const Result<Name> found = name();
  if (!found) return builder_.fail(found.error());
  return builder_.name(first, found->op, found->type, found->number);
}

int FilterParser::methods(int operand) {
  while (!builder_.failed() && accept(".")) {
    const FilterToken& name = token();
    if (name.kind != Kind::identifier) return unexpected("a method");
    next();
    if (name.is_name("Length")) {
      operand = builder_.length(name, operand);
      continue;
    }
    if (!expect("(")) return kNone;
    int argument = kNone;
    if (!token().is(")")) argument = expression(1);
    if (builder_.failed() || !expect(")")) return kNone;
    operand = builder_.method(name, operand, argument);
  }
  return operand;
}

std::optional<FilterParser::Name> FilterParser::property(std::string_view name) const {
  for (std::size_t i = 0; i < names_.properties.size(); ++i) {
    const FilterProperty& candidate = names_.properties[i];
    if (!ascii_iequals(candidate.name, name)) continue;
    return Name{FilterOp::property, candidate.type, static_cast<int>(i)};
  }
  return std::nullopt;
}

/// Parses the longest path that is a property; a method may follow.
Result<FilterParser::Name> FilterParser::name() {
  const std::size_t offset = token().offset;
  if (!names_.collection.empty() && token().is_name(names_.collection) && token_after(1).is("[")) {
    return field();
  }
  std::string path(next().word);
  std::string longest = path;
  std::optional<Name> found = property(path);
  std::size_t end = at_;
  while (token().is(".") && token_after(1).kind == Kind::identifier) {
    next();
    path += '.';
    path += next().word;
    if (!token().is("(")) longest = path;
    if (const auto better = property(path)) {
      found = better;
      end = at_;
    }
  }
  at_ = end;
  if (!found) return unknown(longest, offset);
  return *found;
}

/// Parses `Fields['FirstName']` or `Fields[1]`.
Result<FilterParser::Name> FilterParser::field() {
  next();
  next();
  const FilterToken& key = next();
  const FilterField* found = nullptr;
  if (key.kind == Kind::text) {
    found = find_field(names_.fields, key.value);
  } else if (key.kind == Kind::integer) {
    found = find_field(names_.fields, key.number);
  } else {
    return source_.error("expected a field's name in quotes, or its number,", key.offset,
                         fmt::format(", not {}", describe(key)));
  }
  if (found == nullptr) {
    return source_.error(fmt::format("unknown member of {}", names_.collection), key.offset);
  }
  if (!token().is("]")) {
    return source_.error("expected ]", token().offset, fmt::format(", not {}", describe(token())));
  }
  next();
  return Name{FilterOp::field, FilterType::text, found->number};
}

Error FilterParser::unknown(std::string_view path, std::size_t offset) const {
  constexpr std::size_t kMaxShown = 40;
  std::vector<std::string> allowed;
  for (const FilterProperty& property : names_.properties) allowed.emplace_back(property.name);
  if (!names_.collection.empty()) allowed.push_back(fmt::format("{}['…']", names_.collection));
  return source_.error(fmt::format("unknown property {}", path.substr(0, kMaxShown)), offset,
                       fmt::format("; allowed are {}", fmt::join(allowed, ", ")));
}

Result<std::vector<OrderTerm>> FilterParser::order() {
  std::vector<OrderTerm> out;
  while (token().kind != Kind::end) {
    const FilterToken& first = token();
    Result<OrderTerm> next_term = term();
    if (!next_term) return next_term.error();
    const bool is_duplicate = std::any_of(out.begin(), out.end(), [&](const OrderTerm& other) {
      return other.is_field == next_term->is_field && other.number == next_term->number;
    });
    if (is_duplicate) {
      return source_.error(fmt::format("duplicate property {}", describe(first)), first.offset);
    }
    if (out.size() == kMaxOrderTerms) {
      return source_.error("too many properties", first.offset,
                           fmt::format("; at most {} are allowed", kMaxOrderTerms));
    }
    out.push_back(*next_term);
    if (token().kind != Kind::end && !accept(";")) {
      return source_.error("expected asc, desc or ;", token().offset,
                           fmt::format(", not {}", describe(token())));
    }
  }
  return out;
}

Result<OrderTerm> FilterParser::term() {
  if (token().kind != Kind::identifier) {
    return source_.error("expected a property", token().offset,
                         fmt::format(", not {}", describe(token())));
  }
  const Result<Name> found = name();
  if (!found) return found.error();
  OrderTerm out{found->op == FilterOp::field, found->number, found->type, false};
  if (token().is_name("asc") || token().is_name("desc")) out.descending = next().is_name("desc");
  return out;
}

}  // namespace usher::domain
