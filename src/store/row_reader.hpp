/// Converts rows of results into values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/clock.hpp"
#include "store/tx.hpp"

namespace usher::store {

/// A reader of the columns of one row. Each call advances to the next column, so that several calls
/// must be separate statements or inside braces, never arguments of one function call.
class RowReader {
 public:
  explicit RowReader(const Row& row) : row_(row) {}

  std::int64_t integer() { return row_.integer(column_++); }
  /// Returns a text in the row's memory.
  std::string_view text() { return row_.text(column_++); }
  std::string string() { return std::string(text()); }
  bool flag() { return integer() != 0; }
  TimePoint time() { return from_ms(integer()); }
  /// Reads an enumerator, or an integer of another width.
  template <class T>
  T as() {
    return static_cast<T>(integer());
  }

  std::optional<std::int64_t> optional_integer() {
    return optional([this] { return integer(); });
  }
  std::optional<std::string> optional_string() {
    return optional([this] { return string(); });
  }
  std::optional<TimePoint> optional_time() {
    return optional([this] { return time(); });
  }
  template <class T>
  std::optional<T> optional_as() {
    return optional([this] { return as<T>(); });
  }
  bool next_is_null() const { return row_.is_null(column_); }
  void skip(int columns = 1) { column_ += columns; }

 private:
  template <class Read>
  std::optional<std::invoke_result_t<Read>> optional(Read read) {
    if (!next_is_null()) return read();
    skip();
    return std::nullopt;
  }

  const Row& row_;
  int column_ = 0;
};

/// Returns the result of `read(RowReader&)` for the statement's row, nullopt if there is none.
template <class Tx, class S, class Read>
auto read_optional(Tx& tx, const S& statement, std::initializer_list<Value> values, Read read) {
  std::optional<std::invoke_result_t<Read, RowReader&>> out;
  tx.run(statement, values, [&](const Row& row) {
    RowReader in(row);
    out = read(in);
  });
  return out;
}

/// Returns the results of `read(RowReader&)` for all rows of the statement.
template <class Tx, class S, class Read>
auto read_all(Tx& tx, const S& statement, std::initializer_list<Value> values, Read read) {
  std::vector<std::invoke_result_t<Read, RowReader&>> out;
  tx.run(statement, values, [&](const Row& row) {
    RowReader in(row);
    out.push_back(read(in));
  });
  return out;
}

/// Returns the first column of the statement's row; 0 if there is none or it is NULL.
template <class Tx, class S>
std::int64_t read_integer(Tx& tx, const S& statement, std::initializer_list<Value> values) {
  std::int64_t out = 0;
  tx.run(statement, values, [&](const Row& row) { out = RowReader(row).integer(); });
  return out;
}

/// Returns the first column of the statement's row; nullopt if there is none or it is NULL.
template <class Tx, class S>
std::optional<TimePoint> read_time(Tx& tx, const S& statement,
                                   std::initializer_list<Value> values) {
  std::optional<TimePoint> out;
  tx.run(statement, values, [&](const Row& row) { out = RowReader(row).optional_time(); });
  return out;
}

/// Returns the first column of each of the statement's rows as ids.
template <class Id, class Tx, class S>
std::vector<Id> read_ids(Tx& tx, const S& statement, std::initializer_list<Value> values) {
  std::vector<Id> out;
  tx.run(statement, values, [&](const Row& row) { out.push_back(Id{RowReader(row).integer()}); });
  return out;
}

/// Returns whether the statement returns a row.
template <class Tx, class S>
bool has_row(Tx& tx, const S& statement, std::initializer_list<Value> values) {
  bool out = false;
  tx.run(statement, values, [&](const Row&) { out = true; });
  return out;
}

}  // namespace usher::store
