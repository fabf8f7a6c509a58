/// Translates filters and orders of an account's resources (domain/filter.hpp) into SQL with bound
/// parameters. No text and no number of a caller becomes part of the SQL. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/filter.hpp"
#include "store/connection.hpp"

namespace usher::store {

/// The column of a property. `sql` is a column or a function call that is never NULL and of type
/// BIGINT (conditions are 0 or 1) or TEXT; a nullable column is written as `COALESCE(…)`.
struct FilterColumn {
  std::string_view property;  ///< the name in domain::FilterProperty
  std::string_view sql;
  /// An indexed column with the ascii_lower of a text that is stored trimmed, or empty. A
  /// comparison for equality with a literal uses the index.
  std::string_view key_sql{};
};

/// Returns the columns, indexed by `properties`. Does not compile unless each property has
/// exactly one column of its name.
template <const auto& properties, std::size_t size>
consteval std::array<FilterColumn, size> columns_of(const FilterColumn (&columns)[size]) {
  static_assert(size == properties.size(), "one column for each property");
  std::array<FilterColumn, size> out{};
  for (std::size_t i = 0; i < size; ++i) {
    for (const FilterColumn& column : columns) {
      if (column.property == properties[i].name) out[i] = column;
    }
    if (out[i].sql.empty()) throw "a property has no column";
  }
  return out;
}

/// The columns of a resource. The caller owns the memory. The SQL may contain the marks of
/// dialect.hpp.
struct FilterColumns {
  std::span<const FilterColumn> properties;  ///< the result of columns_of()
  /// A TEXT column with a JSON object of texts: field 1 is the member `f1`, or '' if the member is
  /// missing. The column must not contain `\u0000`, which PostgreSQL cannot read.
  std::string_view fields{};
};

/// A part of a statement, with marks, and the values of its parameters.
class FilterSql {
 public:
  /// Returns the SQL. Its parameters are numbered without gaps, beginning with `first` of
  /// compile().
  const std::string& sql() const { return sql_; }
  int parameters() const { return static_cast<int>(values_.size()); }
  /// Appends the parameters' values, which refer to memory of this object.
  void append_to(std::vector<Value>& values) const;

 private:
  friend class FilterWriter;

  std::string sql_;
  std::vector<std::variant<std::int64_t, std::string>> values_;
};

/// Returns a condition in parentheses, to be used as in `WHERE account_id = $1 AND <condition>`.
/// `first` is the number of its first parameter. Parameters first occur in the order of their
/// numbers, as SQLite statements require.
FilterSql compile(const domain::Filter& filter, const FilterColumns& columns, int first);

/// Returns the terms of an ORDER BY clause; "" if there are none. Texts are ordered by their bytes.
/// The caller appends a unique column, because result pages would overlap otherwise.
FilterSql compile(std::span<const domain::OrderTerm> order, const FilterColumns& columns,
                  int first);

}  // namespace usher::store
