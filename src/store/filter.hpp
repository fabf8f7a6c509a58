/// Filters and orders of the account's resources (domain/filter.hpp) as SQL with bound parameters.
/// Nothing that a caller wrote becomes part of the text, neither a text nor a number. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/filter.hpp"
#include "store/connection.hpp"

namespace usher::store {

/// Where a property is. `sql` is a column or a function call that is never NULL and of type BIGINT
/// (conditions are 0 or 1) or TEXT; who has a column that may be NULL gives `COALESCE(…)`.
struct FilterColumn {
  std::string_view sql;
  /// For a text that is looked up: a column with an index, which holds the text in ascii_lower. A
  /// comparison for equality with a literal goes by it. The text is stored trimmed.
  std::string_view key_sql{};
};

/// Refers to the caller's memory. No mark that would differ is needed here; those of dialect.hpp
/// may stand in an expression.
struct FilterColumns {
  std::span<const FilterColumn> properties;  ///< in the order of FilterNames::properties
  /// A TEXT column with a JSON object of texts: field 1 is its member `f1`, or '' where that is
  /// missing. It must not hold `\u0000`, which PostgreSQL can't read.
  std::string_view fields{};
};

/// A piece of SQL, with marks, and what its parameters are.
class FilterSql {
 public:
  /// Parameters are numbered from the one that it was compiled with, without a gap.
  const std::string& sql() const { return sql_; }
  int parameters() const { return static_cast<int>(values_.size()); }
  /// Appends the parameters' values; they refer to this object.
  void append_to(std::vector<Value>& values) const;

 private:
  friend class FilterWriter;

  std::string sql_;
  std::vector<std::variant<std::int64_t, std::string>> values_;
};

/// A condition in parentheses, for `… WHERE account_id = $1 AND <it>`. `first` is the number of its
/// first parameter. As statements count on it for SQLite, parameters come in the order of their
/// numbers.
FilterSql compile(const domain::Filter& filter, const FilterColumns& columns, int first);

/// What stands behind ORDER BY; "" when there are no terms. Texts are ordered by their bytes. It is
/// up to the caller to append a unique column, without which pages would not be disjoint.
FilterSql compile(std::span<const domain::OrderTerm> order, const FilterColumns& columns,
                  int first);

}  // namespace usher::store
