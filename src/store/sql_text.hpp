/// Joins pieces of SQL at compile time, so that every statement is one literal with static storage.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace usher::store {

/// A piece of SQL as a template argument. String literals convert implicitly.
template <std::size_t size>
struct SqlText {
  // NOLINTNEXTLINE(google-explicit-constructor): a string literal converts implicitly.
  consteval SqlText(const char (&literal)[size]) {
    for (std::size_t i = 0; i < size; ++i) characters[i] = literal[i];
  }
  explicit constexpr SqlText(const std::array<char, size>& text) {
    for (std::size_t i = 0; i < size; ++i) characters[i] = text[i];
  }
  constexpr std::string_view view() const { return {characters, size - 1}; }

  char characters[size]{};
};

namespace detail {

template <SqlText... pieces>
constexpr auto join_pieces() {
  std::array<char, (pieces.view().size() + ... + 1)> out{};
  std::size_t end = 0;
  for (const std::string_view piece : {pieces.view()...}) {
    for (const char character : piece) out[end++] = character;
  }
  return out;
}

template <SqlText... pieces>
struct JoinedPieces {
  static constexpr auto kText = join_pieces<pieces...>();
};

template <std::int64_t value>
constexpr auto decimal_digits() {
  constexpr std::int64_t kMagnitude = value < 0 ? -value : value;
  constexpr std::size_t kSign = value < 0 ? 1 : 0;
  constexpr std::size_t kDigits = [] {
    std::size_t digits = 1;
    for (std::int64_t rest = kMagnitude; rest >= 10; rest /= 10) ++digits;
    return digits;
  }();
  std::array<char, kSign + kDigits + 1> out{};
  std::int64_t rest = kMagnitude;
  for (std::size_t i = kDigits; i > 0; --i, rest /= 10) {
    out[kSign + i - 1] = static_cast<char>('0' + rest % 10);
  }
  if (value < 0) out[0] = '-';
  return out;
}

template <std::int64_t value>
struct DecimalDigits {
  static constexpr auto kText = decimal_digits<value>();
};

}  // namespace detail

/// The concatenation of the pieces: `joined<"SELECT ", kColumns, " FROM plan">`.
template <SqlText... pieces>
inline constexpr std::string_view joined{detail::JoinedPieces<pieces...>::kText.data(),
                                         detail::JoinedPieces<pieces...>::kText.size() - 1};

/// The concatenation of the pieces, as a piece of other statements.
template <SqlText... pieces>
inline constexpr SqlText<detail::JoinedPieces<pieces...>::kText.size()> piece{
    detail::JoinedPieces<pieces...>::kText};

/// The digits of an enumerator or an integer as a piece of SQL: `literal<Code::processed>`.
template <auto value>
inline constexpr auto literal = [] {
  constexpr auto& kText = detail::DecimalDigits<static_cast<std::int64_t>(value)>::kText;
  return SqlText<kText.size()>(kText);
}();

}  // namespace usher::store
