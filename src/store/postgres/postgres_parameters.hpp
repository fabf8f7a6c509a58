/// Encodes single values and arrays as parameters in PostgreSQL's binary format.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "store/connection.hpp"
#include "store/dialect.hpp"

namespace usher::store {

/// The parameters of one execution as libpq's parallel arrays. The caller owns the memory of text
/// and byte scalars; this object owns all other memory.
class PostgresParameters {
 public:
  /// Adds a column of a batch as one array parameter.
  void add_column(const Batch& batch, std::size_t column, BatchType type);
  void add(const Value& value);

  int count() const { return static_cast<int>(values_.size()); }
  const unsigned* types() const { return types_.data(); }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void add_raw(unsigned type, std::string_view bytes);
  void add_owned(unsigned type, std::string bytes);

  std::vector<unsigned> types_;
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
  std::deque<std::string> owned_;  // a deque does not move its strings
};

/// Decodes an integer of 2, 4 or 8 bytes, or a boolean of one byte.
std::int64_t postgres_integer(std::string_view bytes);

}  // namespace usher::store
