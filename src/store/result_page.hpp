/// Reads result pages with a caller's filter and order.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

#include "domain/result_page.hpp"
#include "store/filter.hpp"
#include "store/row_reader.hpp"
#include "store/tx.hpp"

namespace usher::store {

/// The SQL of a resource's result pages. All texts are literals with static storage.
struct PageSource {
  std::string_view columns;  ///< the columns, such as "g.id, g.name"
  /// The table and conditions, such as "recipient_group g WHERE g.account_id = $1".
  std::string_view from;
  std::string_view order;  ///< the default order, appended to the caller's: "g.id DESC"
  FilterColumns filter;
};

/// Passes each row of the page to `on_row` and returns the number of matching rows on all pages.
/// `values` are the parameters of `source.from`. If there is no filter, `known_total` replaces
/// the count.
std::int64_t read_page(ReadTx& tx, const PageSource& source, std::initializer_list<Value> values,
                       const domain::PageQuery& query, std::optional<std::int64_t> known_total,
                       const OnRow& on_row);

/// Returns a page whose items are the results of `read(RowReader&)` for each row.
template <class Read>
auto page_of(ReadTx& tx, const PageSource& source, std::initializer_list<Value> values,
             const domain::PageQuery& query, Read read,
             std::optional<std::int64_t> known_total = std::nullopt) {
  domain::ResultPage<std::invoke_result_t<Read, RowReader&>> out(query);
  out.total = read_page(tx, source, values, query, known_total, [&](const Row& row) {
    RowReader in(row);
    out.items.push_back(read(in));
  });
  return out;
}

}  // namespace usher::store
