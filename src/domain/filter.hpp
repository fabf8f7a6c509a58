/// The language of `filterby` and `orderby`: what callers write to choose among an account's rows
/// and to order them, as a small tree with checked types. Pure; store/filter.hpp turns it into SQL.
///
///     filter     = [ expression ] ;                      (* one outer pair of " is taken off *)
///     expression = operand { operator operand } ;        (* precedence as in C#, see below *)
///     operand    = ( "!" | "-" ) operand | primary { "." method } ;
///     primary    = "(" expression ")" | name | integer | text | "true" | "false" ;
///     method     = ( "Contains" | "StartsWith" | "EndsWith" | "Equals" ) "(" expression ")"
///                | ( "Trim" | "ToUpper" | "ToLower" ) "(" ")" | "Length" ;
///     name       = identifier { "." identifier } | collection "[" ( text | integer ) "]" ;
///     text       = "'" { any character, "''" for one "'" } "'" ;      (* or all of it with " *)
///     order      = [ term { ";" term } [ ";" ] ] ;
///     term       = name [ "asc" | "desc" ] ;
///
/// Operators from tight to loose: `* / %`, `+ -`, `<< >>`, `< > <= >=`, `== !=`, `&`, `^`, `|`,
/// `&&`,
/// `||`; all group to the left. `=` is `==`. `& ^ |` work on whole numbers bit by bit and on two
/// conditions as "and", "either", "or". `+` joins texts.
///
/// As in C# texts differ by case and compare character by character, whole numbers are written in
/// 32 bits and divide towards zero, and a shift takes the lowest five bits of its count. Unlike C#:
/// numbers are calculated in 64 bits, a text may also be less or greater than another (dates are
/// texts), ToUpper and ToLower change A to Z only, Length counts code points, and what divides by
/// zero is neither true nor false: no row matches because of it.
///
/// Names, methods, `true`, `asc` and the like may be written in any case.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace usher::domain {

enum class FilterType { integer, text, flag };

/// One member of a resource's items. `name` may have dots: `TrackingInfo.Enabled`.
struct FilterProperty {
  std::string_view name;
  FilterType type;
};

/// One member of a keyed collection: a text that has a name and a number.
struct FilterField {
  std::string_view name;
  int number;
};

/// What an expression may talk about. Refers to the caller's memory.
struct FilterNames {
  std::span<const FilterProperty> properties;
  std::string_view collection{};  ///< name of the collection, `Fields`; empty: there is none
  std::span<const FilterField> fields{};
};

/// What a node does with its operands. Those of one type only are named for it: `+` is `add` or
/// `concatenate`, `&` is `bit_and` or `both`; `^` of conditions is `not_equal`.
enum class FilterOp {
  property,  ///< number: its place in FilterNames::properties
  field,     ///< number: that of the field
  integer,   ///< number
  text,      ///< text
  flag,      ///< number: 0 or 1
  negate,
  logical_not,
  multiply,
  divide,
  remainder,
  add,
  subtract,
  concatenate,
  shift_left,
  shift_right,
  less,
  greater,
  less_equal,
  greater_equal,
  equal,
  not_equal,
  bit_and,
  bit_xor,
  bit_or,
  logical_and,
  logical_or,
  contains,
  starts_with,
  ends_with,
  trim,
  to_upper,
  to_lower,
  length,
};

struct FilterNode {
  FilterOp op;
  FilterType type;  ///< of its outcome
  int left = -1;    ///< places of the operands in Filter::nodes; always before the node
  int right = -1;   ///< -1: there is none
  std::int64_t number = 0;
  std::string text{};
};

/// A checked condition. Its operands' types fit, and no number in it can leave 64 bits.
struct Filter {
  std::vector<FilterNode> nodes;  ///< the last one is the whole

  bool empty() const { return nodes.empty(); }  ///< everything matches
};

/// `a + b - c`: whether `left`, as left operand of `op`, is of the same chain and needs no
/// parentheses of its own. Chains may be as long as they like, everything else nests.
bool is_chain(FilterOp op, FilterOp left);

inline constexpr std::size_t kMaxFilterBytes = 4000;
inline constexpr int kMaxFilterNodes = 200;
/// Parentheses, arguments and signs within one another.
inline constexpr int kMaxFilterDepth = 32;
/// Operators and methods that are operands of one another. SQLite's parser has room for 100 symbols
/// that wait for their end, and one operator takes up to six.
inline constexpr int kMaxFilterLevels = 12;
inline constexpr std::size_t kMaxOrderTerms = 8;

/// `text` is percent-decoded. Errc::invalid says at which character of the expression (from 1,
/// after the outer quotes) something else was expected, and what.
Result<Filter> parse_filter(std::string_view text, const FilterNames& names);

struct OrderTerm {
  bool is_field = false;
  int number = 0;  ///< of the field, or the property's place in FilterNames::properties
  FilterType type = FilterType::text;
  bool descending = false;
};

/// Nothing in `text`: no terms. Errc::invalid as above.
Result<std::vector<OrderTerm>> parse_order(std::string_view text, const FilterNames& names);

}  // namespace usher::domain
