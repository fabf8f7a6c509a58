#include "domain/filter.hpp"

#include "domain/filter_lexer.hpp"
#include "domain/filter_parser.hpp"

namespace usher::domain {
namespace {

/// Returns an empty `Parsed` if there are no tokens.
template <class Parsed>
Result<Parsed> parse(std::string_view parameter, std::string_view text, const FilterNames& names,
                     Result<Parsed> (FilterParser::*read)()) {
  const Result<FilterSource> source = FilterSource::parse(parameter, text);
  if (!source) return source.error();
  Result<std::vector<FilterToken>> tokens = filter_tokens(*source);
  if (!tokens) return tokens.error();
  if (tokens->size() == 1) return Parsed{};
  FilterParser parser(*source, std::move(*tokens), names);
  return (parser.*read)();
}

/// Returns the group of an operator. Both databases evaluate operators of one group from left to
/// right without parentheses; operators of group 0 always need them.
int chain_of(FilterOp op) {
  switch (op) {
    case FilterOp::multiply:
    case FilterOp::divide:
    case FilterOp::remainder:
      return 1;
    case FilterOp::add:
    case FilterOp::subtract:
      return 2;
    case FilterOp::shift_left:
    case FilterOp::shift_right:
      return 3;
    case FilterOp::bit_and:
      return 4;
    case FilterOp::bit_or:
      return 5;
    case FilterOp::logical_and:
      return 6;
    case FilterOp::logical_or:
      return 7;
    case FilterOp::concatenate:
      return 8;
    default:
      return 0;
  }
}

}  // namespace

bool is_chain(FilterOp op, FilterOp left) {
  return chain_of(op) != 0 && chain_of(op) == chain_of(left);
}

Result<Filter> parse_filter(std::string_view text, const FilterNames& names) {
  return parse("filterby", text, names, &FilterParser::filter);
}

Result<std::vector<OrderTerm>> parse_order(std::string_view text, const FilterNames& names) {
  return parse("orderby", text, names, &FilterParser::order);
}

}  // namespace usher::domain
