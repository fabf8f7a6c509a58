#include "domain/filter.hpp"

#include "domain/filter_lexer.hpp"
#include "domain/filter_parser.hpp"

namespace usher::domain {
namespace {

/// Returns an empty `Parsed` if there are no tokens.
template <class Parsed>
Result<Parsed> parse(std::string_view parameter, std::string_view text, const FilterNames& names,
                     Result<Parsed> (FilterParser::*read)()) {
  const Result<FilterSource> source = FilterSource::of(parameter, text);
  if (!source) return source.error();
  Result<std::vector<FilterToken>> tokens = filter_tokens(*source);
  if (!tokens) return tokens.error();
  if (tokens->size() == 1) return Parsed{};
  FilterParser parser(*source, std::move(*tokens), names);
  return (parser.*read)();
}

}  // namespace

Result<Filter> parse_filter(std::string_view text, const FilterNames& names) {
  return parse("filterby", text, names, &FilterParser::filter);
}

Result<std::vector<OrderTerm>> parse_order(std::string_view text, const FilterNames& names) {
  return parse("orderby", text, names, &FilterParser::order);
}

}  // namespace usher::domain
