/// One page of an account's rows: what was asked for and what was found.
#pragma once

#include <cstdint>
#include <vector>

#include "domain/filter.hpp"

namespace usher::domain {

/// Which rows, in which order, and where the page is among them.
struct PageQuery {
  Filter filter;                 ///< empty: all
  std::vector<OrderTerm> order;  ///< empty: the newest first
  std::int64_t skip = 0;         ///< rows of the pages before
  std::int64_t limit = 20;
};

template <class T>
struct ResultPage {
  std::vector<T> items;
  std::int64_t total = 0;  ///< that match, on all pages
  std::int64_t skip = 0;   ///< as asked for
  std::int64_t limit = 0;

  ResultPage() = default;
  explicit ResultPage(const PageQuery& query) : skip(query.skip), limit(query.limit) {}
};

}  // namespace usher::domain
