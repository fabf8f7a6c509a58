/// Lists the tables that a copy of an installation contains.
#pragma once

#include <string_view>
#include <vector>

namespace usher::store {

/// A copied table.
struct CopyTable {
  std::string_view name;
  std::string_view columns;  ///< the columns as "name:type …"
  std::string_view key;      ///< the columns of the primary key, such as "a, b"
};
/// Returns every copied table with all its columns. A test compares the list with the schema.
const std::vector<CopyTable>& copy_tables();

}  // namespace usher::store
