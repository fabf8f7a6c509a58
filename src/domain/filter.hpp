/// The language of `filterby` and `orderby`, by which callers filter and order an account's rows.
/// It is parsed into a small typed tree, which store/filter.hpp translates into SQL. Pure.
///
///     filter     = [ expression ] ;                      (* an outer pair of " is removed *)
///     expression = operand { operator operand } ;        (* precedence as in C#, see below *)
///     operand    = ( "!" | "-" ) operand | primary { "." method } ;
///     primary    = "(" expression ")" | name | integer | text | "true" | "false" ;
///     method     = ( "Contains" | "StartsWith" | "EndsWith" | "Equals" ) "(" expression ")"
///                | ( "Trim" | "ToUpper" | "ToLower" ) "(" ")" | "Length" ;
///     name       = identifier { "." identifier } | collection "[" ( text | integer ) "]" ;
///     text       = "'" { any character, "''" for one "'" } "'" ;      (* or " instead of ' *)
///     order      = [ term { ";" term } [ ";" ] ] ;
///     term       = name [ "asc" | "desc" ] ;
///
/// Operators by precedence, the highest first: `* / %`, `+ -`, `<< >>`, `< > <= >=`, `== !=`, `&`,
/// `^`, `|`, `&&`, `||`; all are left-associative. `=` is `==`. `& ^ |` are bitwise for whole
/// numbers, and "and", "exclusive or", "or" for conditions. `+` concatenates texts.
///
/// Texts are compared character by character and case matters, whole numbers have 32 bits, division
/// truncates, and a shift uses the lowest five bits of its count, as in C#. Unlike C#, numbers are
/// calculated in 64 bits, texts may be compared with `<` and `>` (dates are texts), ToUpper and
/// ToLower change only ASCII, Length counts code points, and a division by zero matches no row.
///
/// Names, methods and keywords (`true`, `asc`) are case-insensitive.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace usher::domain {

enum class FilterType { integer, text, flag };

/// A member of a resource's items. `name` may have dots: `TrackingInfo.Enabled`.
struct FilterProperty {
  std::string_view name;
  FilterType type;
};

/// A member of a keyed collection: a text with a name and a number.
struct FilterField {
  std::string_view name;
  int number;
};

/// The names that an expression may use. Refers to the caller's memory.
struct FilterNames {
  std::span<const FilterProperty> properties;
  std::string_view collection{};  ///< such as `Fields`; empty: none
  std::span<const FilterField> fields{};
};

/// The operation of a node. Operators with several meanings have one entry for each: `+` is `add`
/// or `concatenate`, `&` is `bit_and` or `logical_and`; `^` of conditions is `not_equal`.
enum class FilterOp {
  property,  ///< number: its index in FilterNames::properties
  field,     ///< number: the field's
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
  FilterType type;  ///< of the result
  int left = -1;    ///< indices of the operands in Filter::nodes, less than the node's own
  int right = -1;   ///< -1: none
  std::int64_t number = 0;
  std::string text{};
};

/// A checked condition: its types match, and no calculation can overflow 64 bits.
struct Filter {
  std::vector<FilterNode> nodes;  ///< the last is the root

  bool empty() const { return nodes.empty(); }  ///< everything matches
};

/// Returns whether `left` needs no parentheses as the left operand of `op`, as in `a + b - c`. The
/// length of such chains is not limited by kMaxFilterLevels.
bool is_chain(FilterOp op, FilterOp left);

inline constexpr std::size_t kMaxFilterBytes = 4000;
inline constexpr int kMaxFilterNodes = 200;
/// The maximum nesting of parentheses, arguments and signs.
inline constexpr int kMaxFilterDepth = 32;
/// The maximum nesting of operators and methods. SQLite's parser has a stack of 100 symbols, and
/// one operator needs up to six.
inline constexpr int kMaxFilterLevels = 12;
/// The maximum length of a calculated text. Searching one text in another takes time in proportion
/// to the product of both lengths.
inline constexpr std::size_t kMaxFilterTextBytes = 4000;
/// The length that a property or field counts as.
inline constexpr std::size_t kFilterColumnBytes = 250;
inline constexpr std::size_t kMaxOrderTerms = 8;

/// Parses percent-decoded text. Errc::invalid names the position (in characters from 1, after the
/// outer quotes) and what was expected there.
Result<Filter> parse_filter(std::string_view text, const FilterNames& names);

struct OrderTerm {
  bool is_field = false;
  int number = 0;  ///< the field's, or the property's index in FilterNames::properties
  FilterType type = FilterType::text;
  bool descending = false;
};

/// Returns no terms for an empty `text`. Errc::invalid as above.
Result<std::vector<OrderTerm>> parse_order(std::string_view text, const FilterNames& names);

}  // namespace usher::domain
