/// Reads one page of rows with a caller's filter and order.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

#include "domain/result_page.hpp"
#include "store/filter.hpp"
#include "store/tx.hpp"

namespace usher::store {

/// Where a resource's rows come from. All of it is our own text, with static storage.
struct PageSource {
  std::string_view columns;  ///< "g.id, g.name"
  /// "recipient_group g WHERE g.account_id = $1 …": ends in a condition.
  std::string_view from;
  std::string_view order;  ///< what makes the order complete, and is the order when none is asked
                           ///< for: "g.id DESC"
  FilterColumns filter;
};

/// Hands each row of the page to `on_row` and returns how many match on all pages. `values` are
/// those of `source.from`. With `known_total` nothing is counted when all rows match.
std::int64_t read_page(ReadTx& tx, const PageSource& source, std::initializer_list<Value> values,
                       const domain::PageQuery& query, std::optional<std::int64_t> known_total,
                       const OnRow& on_row);

/// The page of what `read` makes of each row.
template <class Read>
auto page_of(ReadTx& tx, const PageSource& source, std::initializer_list<Value> values,
             const domain::PageQuery& query, Read read,
             std::optional<std::int64_t> known_total = std::nullopt) {
  domain::ResultPage<std::invoke_result_t<Read, const Row&>> out(query);
  out.total = read_page(tx, source, values, query, known_total,
                        [&](const Row& row) { out.items.push_back(read(row)); });
  return out;
}

}  // namespace usher::store
