#include "api/published/result_page.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "http/form.hpp"

namespace usher::api::published {
namespace {

constexpr std::int64_t kMaxItems = 1000;
/// The largest page number; `Skipped` must fit into 32 bits.
constexpr std::int64_t kMaxPageNumber = 2'000'000;

Result<void> read_number_parameter(const http::Form& query, std::string_view name, std::int64_t min,
                                   std::int64_t max, std::int64_t& number) {
  const auto text = query.find_ignoring_case(name);
  if (!text || text->empty()) return {};
  const auto given = parse_integer<std::int64_t>(*text);
  if (!given || *given < min || *given > max) {
    return Error{Errc::invalid, fmt::format("{} must be from {} to {}.", name, min, max)};
  }
  number = *given;
  return {};
}

}  // namespace

Result<domain::PageQuery> read_page(const http::Request& request,
                                    const domain::FilterNames& names) {
  const http::Form query(request.query);
  std::int64_t page = 0;
  std::int64_t size = 20;
  if (auto read = read_number_parameter(query, "pageNumber", 0, kMaxPageNumber, page); !read)
    return read.error();
  if (auto read = read_number_parameter(query, "pageSize", 1, kMaxItems, size); !read)
    return read.error();
  auto filter = domain::parse_filter(query.find_ignoring_case("filterby").value_or(""), names);
  if (!filter) return filter.error();
  auto order = domain::parse_order(query.find_ignoring_case("orderby").value_or(""), names);
  if (!order) return order.error();
  domain::PageQuery out;
  out.filter = std::move(*filter);
  out.order = std::move(*order);
  out.skip = page * size;
  out.limit = size;
  return out;
}

}  // namespace usher::api::published
