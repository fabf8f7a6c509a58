/// The words of a filter or an order, and how to say where something is wrong with one. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace usher::domain {

/// An expression without its outer quotes. Refers to the caller's memory.
class FilterSource {
 public:
  /// `parameter` is what the expression came as: `filterby`. Errc::invalid when it is too long or
  /// not text that a database keeps.
  static Result<FilterSource> of(std::string_view parameter, std::string_view text);

  std::string_view expression() const { return expression_; }
  /// "filterby: <what> at position <that of the byte offset><more>."
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
  std::size_t offset = 0;   ///< its first byte
  std::string_view word{};  ///< as written; a single `=` is `==`
  std::int64_t number = 0;  ///< of an integer: at most 2^31
  std::string value{};      ///< of a text, without quotes

  bool is(std::string_view symbol) const { return kind == Kind::symbol && word == symbol; }
  bool is_name(std::string_view name) const;
};

/// All tokens, the last of them `end`.
Result<std::vector<FilterToken>> filter_tokens(const FilterSource& source);

/// How to call a token in a message; never more than a few words of what the caller wrote.
std::string words_for(const FilterToken& token);

}  // namespace usher::domain
