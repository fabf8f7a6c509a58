/// Puts a filter's nodes together: which operator takes which types, how far a number can go, how
/// many nodes there may be and how they may nest. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "domain/filter.hpp"
#include "domain/filter_lexer.hpp"
#include "domain/filter_range.hpp"

namespace usher::domain {

/// 0: `token` is no operator between two operands. 1 binds loosest.
int filter_precedence(const FilterToken& token);

/// The first problem counts: after it every function answers kNone and does nothing, so that
/// callers need to look only once, in `finish`.
class FilterBuilder {
 public:
  /// Not a node.
  static constexpr int kNone = -1;

  explicit FilterBuilder(const FilterSource& source) : source_(source) {}

  int integer(const FilterToken& token, bool negative);
  int text(const FilterToken& token);
  int flag(const FilterToken& token, bool value);
  /// A property or a field.
  int name(const FilterToken& token, FilterOp op, FilterType type, int number);

  int unary(const FilterToken& token, int operand);
  int binary(const FilterToken& token, int left, int right);
  /// `argument` is kNone for a method that was given none.
  int method(const FilterToken& token, int operand, int argument);
  int length(const FilterToken& token, int operand);

  int fail(Error error);
  bool failed() const { return error_.has_value(); }
  /// REQUIRES: `root` is what the last call answered.
  Result<Filter> finish(int root);

 private:
  int add(const FilterToken& token, FilterNode node);
  const FilterNode& at(int node) const { return nodes_[static_cast<std::size_t>(node)]; }
  FilterRange range_at(int node) const {
    return node == kNone ? FilterRange{} : ranges_[static_cast<std::size_t>(node)];
  }
  int level_of(const FilterNode& node) const;

  const FilterSource& source_;
  std::vector<FilterNode> nodes_;
  std::vector<FilterRange> ranges_;  // as long as nodes_, like levels_
  std::vector<int> levels_;
  std::optional<Error> error_;
};

}  // namespace usher::domain
