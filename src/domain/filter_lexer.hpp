/// Splits a filter or an order into tokens, and reports the positions of errors. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace usher::domain {

/// An expression without its outer quotes. The caller owns the memory.
class FilterSource {
 public:
  /// Returns the expression of a parameter such as `filterby`. Returns `invalid` if the text is
  /// longer than kMaxFilterBytes, is not UTF-8 or contains U+0000.
  static Result<FilterSource> parse(std::string_view parameter, std::string_view text);

  std::string_view expression() const { return expression_; }
  /// Returns "filterby: <what> at position <N><more>.", with the position of the byte offset.
  Error error(std::string_view what, std::size_t offset, std::string_view more = {}) const;

 private:
  FilterSource(std::string_view parameter, std::string_view expression)
      : parameter_(parameter), expression_(expression) {}

  std::string_view parameter_;
  std::string_view expression_;
};

struct FilterToken {
  enum class Kind { end, identifier, integer, text, symbol };

  Kind kind = Kind::end;
  std::size_t offset = 0;   ///< the position of the first byte
  std::string_view word{};  ///< the token's text; `==` for a single `=`
  std::int64_t number = 0;  ///< the value of an integer token, at most 2^31
  std::string value{};      ///< the unquoted value of a text token

  bool is(std::string_view symbol) const { return kind == Kind::symbol && word == symbol; }
  bool is_name(std::string_view name) const;
};

/// Returns all tokens; the last token is `end`.
Result<std::vector<FilterToken>> filter_tokens(const FilterSource& source);

/// Returns a short description of a token for an error message.
std::string describe(const FilterToken& token);

}  // namespace usher::domain
