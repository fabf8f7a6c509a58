#include "store/connection.hpp"

#include "base/check.hpp"

namespace usher::store {

void Batch::add(std::span<const Value> row) {
  CHECK(row.size() == width_);
  values_.insert(values_.end(), row.begin(), row.end());
}

}  // namespace usher::store
