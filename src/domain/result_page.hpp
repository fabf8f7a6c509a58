/// Result pages of an account's rows, and their queries.
#pragma once

#include <cstdint>
#include <vector>

#include "domain/filter.hpp"

namespace usher::domain {

/// The filter, order and position of a result page.
struct PageQuery {
  Filter filter;                 ///< empty: all rows match
  std::vector<OrderTerm> order;  ///< empty: the newest row first
  std::int64_t skip = 0;         ///< the number of rows on earlier pages
  std::int64_t limit = 20;       ///< the maximum number of rows on the page
};

/// A result page.
template <class T>
struct ResultPage {
  std::vector<T> items;
  std::int64_t total = 0;  ///< the number of matching rows on all pages
  std::int64_t skip = 0;   ///< PageQuery::skip of the query
  std::int64_t limit = 0;  ///< PageQuery::limit of the query

  ResultPage() = default;
  explicit ResultPage(const PageQuery& query) : skip(query.skip), limit(query.limit) {}
};

}  // namespace usher::domain
