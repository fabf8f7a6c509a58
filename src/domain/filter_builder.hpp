/// Builds the nodes of a filter. Checks types, ranges of numbers, the number of nodes and their
/// nesting. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "domain/filter.hpp"
#include "domain/filter_lexer.hpp"
#include "domain/filter_range.hpp"

namespace usher::domain {

/// Returns the precedence of a binary operator, 1 for the lowest; 0 for any other token.
int filter_precedence(const FilterToken& token);

/// Keeps the first error: after it all functions do nothing and return kNone, so that callers check
/// only once, in `finish`.
class FilterBuilder {
 public:
  /// Stands for no node.
  static constexpr int kNone = -1;

  explicit FilterBuilder(const FilterSource& source) : source_(source) {}

  int integer(const FilterToken& token, bool negative);
  int text(const FilterToken& token);
  int flag(const FilterToken& token, bool value);
  /// Adds a property or a field.
  int name(const FilterToken& token, FilterOp op, FilterType type, int number);

  int unary(const FilterToken& token, int operand);
  int binary(const FilterToken& token, int left, int right);
  /// Adds a method call; `argument` is kNone if there is none.
  int method(const FilterToken& token, int operand, int argument);
  int length(const FilterToken& token, int operand);

  int fail(Error error);
  bool failed() const { return error_.has_value(); }
  /// Returns the filter. REQUIRES: `root` was returned by the last call.
  Result<Filter> finish(int root);

 private:
  int add(const FilterToken& token, FilterNode node);
  const FilterNode& at(int node) const { return nodes_[static_cast<std::size_t>(node)]; }
  FilterRange range_at(int node) const {
    return node == kNone ? FilterRange{} : ranges_[static_cast<std::size_t>(node)];
  }
  int level_of(const FilterNode& node) const;
  std::size_t text_bytes_of(const FilterNode& node) const;

  const FilterSource& source_;
  std::vector<FilterNode> nodes_;
  std::vector<FilterRange> ranges_;  // as long as nodes_, like levels_
  std::vector<int> levels_;
  std::vector<std::size_t> text_bytes_;
  std::optional<Error> error_;
};

}  // namespace usher::domain
