#include "api/console/page.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "http/form.hpp"

namespace usher::api::console {
namespace {

constexpr std::int64_t kMostItems = 1000;
/// So that what is skipped stays within the wire's 32 bits.
constexpr std::int64_t kLastPage = 2'000'000;

Result<void> read_number(const http::Form& query, std::string_view name, std::int64_t least,
                         std::int64_t most, std::int64_t& number) {
  const auto text = query.find_any_case(name);
  if (!text || text->empty()) return {};
  const auto given = whole_number<std::int64_t>(*text);
  if (!given || *given < least || *given > most) {
    return Error{Errc::invalid, fmt::format("{} takes {} to {}.", name, least, most)};
  }
  number = *given;
  return {};
}

}  // namespace

Result<Paging> read_paging(const http::Request& request) {
  const http::Form query(request.query);
  Paging out;
  if (auto read = read_number(query, "pageNumber", 0, kLastPage, out.number); !read) {
    return read.error();
  }
  if (auto read = read_number(query, "pageSize", 1, kMostItems, out.size); !read) {
    return read.error();
  }
  return out;
}

}  // namespace usher::api::console
