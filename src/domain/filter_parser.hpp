/// Parses the tokens of a filter or an order. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/filter.hpp"
#include "domain/filter_builder.hpp"
#include "domain/filter_lexer.hpp"

namespace usher::domain {

/// A recursive-descent parser. REQUIRES: `filter` or `order` is called once.
class FilterParser {
 public:
  FilterParser(const FilterSource& source, std::vector<FilterToken> tokens,
               const FilterNames& names)
      : source_(source), tokens_(std::move(tokens)), names_(names), builder_(source) {}

  Result<Filter> filter();
  Result<std::vector<OrderTerm>> order();

 private:
  /// A resolved property or field.
  struct Name {
    FilterOp op = FilterOp::property;
    FilterType type = FilterType::text;
    int number = 0;
  };

  const FilterToken& token() const { return tokens_[at_]; }
  const FilterToken& token_after(std::size_t tokens) const;
  const FilterToken& next() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  bool accept(std::string_view symbol);
  bool expect(std::string_view symbol);
  int unexpected(std::string_view wanted);

  int expression(int precedence);
  int operand();
  int primary();
  int methods(int operand);
  Result<Name> name();
  Result<Name> field();
  std::optional<Name> property(std::string_view name) const;
  Error unknown(std::string_view path, std::size_t offset) const;
  Result<OrderTerm> term();

  const FilterSource& source_;
  const std::vector<FilterToken> tokens_;
  const FilterNames& names_;
  FilterBuilder builder_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace usher::domain
