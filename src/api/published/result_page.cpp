#include "api/published/result_page.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "http/form.hpp"

namespace usher::api::console {
namespace {

constexpr std::int64_t kMaxItems = 1000;
/// So that what is skipped stays within the wire's 32 bits.
constexpr std::int64_t kLastPage = 2'000'000;

Result<void> read_number(const http::Form& query, std::string_view name, std::int64_t least,
                         std::int64_t most, std::int64_t& number) {
  const auto text = query.find_ignoring_case(name);
  if (!text || text->empty()) return {};
  const auto given = parse_integer<std::int64_t>(*text);
  if (!given || *given < least || *given > most) {
    return Error{Errc::invalid, fmt::format("{} takes {} to {}.", name, least, most)};
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
  if (auto read = read_number(query, "pageNumber", 0, kLastPage, page); !read) return read.error();
  if (auto read = read_number(query, "pageSize", 1, kMaxItems, size); !read) return read.error();
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

}  // namespace usher::api::console
