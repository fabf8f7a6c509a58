/// A result page of an account's rows, and its query.
#pragma once

#include <cstdint>
#include <vector>

#include "domain/filter.hpp"

namespace usher::domain {

/// The filter, order and position of a result page.
struct PageQuery {
  Filter filter;                 ///< empty: all
  std::vector<OrderTerm> order;  ///< empty: the newest first
  std::int64_t skip = 0;         ///< rows on earlier pages
  std::int64_t limit = 20;
};

template <class T>
struct ResultPage {
  std::vector<T> items;
  std::int64_t total = 0;  ///< matching rows on all pages
  std::int64_t skip = 0;   ///< as requested
  std::int64_t limit = 0;

  ResultPage() = default;
  explicit ResultPage(const PageQuery& query) : skip(query.skip), limit(query.limit) {}
};

}  // namespace usher::domain
