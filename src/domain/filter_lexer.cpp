#include "domain/filter_lexer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "domain/filter.hpp"

namespace usher::domain {
namespace {

using Kind = FilterToken::Kind;

constexpr std::int64_t kMaxNumber = std::int64_t{1} << 31;  // the absolute value of INT32_MIN

// The longer symbols come first, because the first match is used.
constexpr std::array<std::string_view, 26> kSymbols = {
    "||", "&&", "==", "!=", "<=", ">=", "<<", ">>", "!", "*", "/", "%", "+",
    "-",  "<",  ">",  "=",  "&",  "^",  "|",  "(",  ")", "[", "]", ".", ";"};

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_part(char c) { return is_ascii_alphanumeric(c) || c == '_'; }

class Lexer {
 public:
  explicit Lexer(const FilterSource& source) : source_(source), left_(source.expression()) {}

  Result<std::vector<FilterToken>> tokens() {
    std::vector<FilterToken> out;
    do {
      while (!left_.empty() && is_space(left_.front())) left_.remove_prefix(1);
      Result<FilterToken> token = next();
      if (!token) return token.error();
      out.push_back(std::move(*token));
    } while (out.back().kind != Kind::end);
    return out;
  }

 private:
  std::size_t offset() const { return source_.expression().size() - left_.size(); }

  FilterToken cut(Kind kind, std::size_t size) {
    FilterToken token{.kind = kind, .offset = offset(), .word = left_.substr(0, size)};
    left_.remove_prefix(size);
    return token;
  }

  Result<FilterToken> next() {
    if (left_.empty()) return cut(Kind::end, 0);
    const char first = left_.front();
    if (first == '\'' || first == '"') return text(first);
    if (is_digit(first)) return integer();
    if (is_name_part(first)) return cut(Kind::identifier, length_of(is_name_part));
    for (const std::string_view symbol : kSymbols) {
      if (!left_.starts_with(symbol)) continue;
      FilterToken token = cut(Kind::symbol, symbol.size());
      if (token.word == "=") token.word = "==";
      return token;
    }
    return source_.error("unexpected character", offset());
  }

  std::size_t length_of(bool (*matches)(char)) const {
    const auto* const end = std::find_if_not(left_.begin(), left_.end(), matches);
    return static_cast<std::size_t>(end - left_.begin());
  }

  Result<FilterToken> integer() {
    FilterToken token = cut(Kind::integer, length_of(is_digit));
    const auto number = parse_integer<std::int64_t>(token.word);
    if (!number || *number > kMaxNumber) {
      return source_.error("the number", token.offset, " exceeds 32 bits");
    }
    if (!left_.empty() && is_name_part(left_.front())) {
      return source_.error("unexpected character in a number", offset());
    }
    token.number = *number;
    return token;
  }

  Result<FilterToken> text(char quote) {
    std::string value;
    for (std::size_t i = 1; i < left_.size(); ++i) {
      if (left_[i] == quote && left_.substr(i + 1, 1) == std::string_view(&quote, 1)) {
        ++i;
      } else if (left_[i] == quote) {
        FilterToken token = cut(Kind::text, i + 1);
        token.value = std::move(value);
        return token;
      }
      value += left_[i];
    }
    return source_.error("the text that starts", offset(), " has no closing quote");
  }

  const FilterSource& source_;
  std::string_view left_;
};

}  // namespace

Result<FilterSource> FilterSource::parse(std::string_view parameter, std::string_view text) {
  if (text.size() > kMaxFilterBytes) {
    return Error{Errc::invalid,
                 fmt::format("{} must be at most {} bytes long.", parameter, kMaxFilterBytes)};
  }
  // PostgreSQL can store neither invalid UTF-8 nor U+0000.
  if (!is_utf8(text) || text.find('\0') != std::string_view::npos) {
    return Error{Errc::invalid, fmt::format("{} must be UTF-8 text without U+0000.", parameter)};
  }
  const std::string_view trimmed = trim(text);
  const bool quoted = trimmed.size() >= 2 && trimmed.front() == '"' && trimmed.back() == '"';
  return FilterSource(parameter, quoted ? trimmed.substr(1, trimmed.size() - 2) : text);
}

Error FilterSource::error(std::string_view what, std::size_t offset, std::string_view more) const {
  const std::size_t position = count_characters(expression_.substr(0, offset)) + 1;
  return Error{Errc::invalid,
               fmt::format("{}: {} at position {}{}.", parameter_, what, position, more)};
}

bool FilterToken::is_name(std::string_view name) const {
  return kind == Kind::identifier && ascii_iequals(word, name);
}

Result<std::vector<FilterToken>> filter_tokens(const FilterSource& source) {
  return Lexer(source).tokens();
}

std::string describe(const FilterToken& token) {
  constexpr std::size_t kMaxShown = 40;
  switch (token.kind) {
    case Kind::end:
      return "the end";
    case Kind::integer:
      return "a number";
    case Kind::text:
      return "a text";
    case Kind::identifier:
    case Kind::symbol:
      break;
  }
  return std::string(token.word.substr(0, kMaxShown));
}

}  // namespace usher::domain
