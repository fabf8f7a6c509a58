#include "store/connection.hpp"

#include "base/check.hpp"

namespace usher::store {

void Batch::add(std::initializer_list<Value> row) {
  CHECK(row.size() == width_);
  values_.insert(values_.end(), row);
}

}  // namespace usher::store
