#include "store/result_page.hpp"

#include <fmt/format.h>

namespace usher::store {

std::int64_t read_page(ReadTx& tx, const PageSource& source, std::initializer_list<Value> values,
                       const domain::PageQuery& query, std::optional<std::int64_t> known_total,
                       const OnRow& on_row) {
  std::vector<Value> parameters(values);
  std::string from(source.from);
  const auto next = [&] { return static_cast<int>(parameters.size()) + 1; };
  const FilterSql filter =
      query.filter.empty() ? FilterSql{} : compile(query.filter, source.filter, next());
  if (!query.filter.empty()) {
    from.append(" AND ").append(filter.sql());
    filter.append_to(parameters);
    known_total.reset();
  }
  std::int64_t total = known_total.value_or(0);
  if (!known_total) {
    const std::string count = fmt::format("SELECT count(*) FROM {}", from);
    tx.run(Query::once(count), parameters,
           [&](const Row& row) { total = RowReader(row).integer(); });
  }
  if (query.skip >= total) return total;

  const FilterSql order = compile(query.order, source.filter, next());
  order.append_to(parameters);
  const int limit = next();
  parameters.push_back(number(query.limit));
  parameters.push_back(number(query.skip));
  const std::string select =
      fmt::format("SELECT {} FROM {} ORDER BY {}{}{} LIMIT ${} OFFSET ${}", source.columns, from,
                  order.sql(), order.sql().empty() ? "" : ", ", source.order, limit, limit + 1);
  tx.run(Query::once(select), parameters, on_row);
  return total;
}

}  // namespace usher::store
