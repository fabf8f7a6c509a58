/// The result pages of the account's resources (docs/contract/resources.md, C.1 and C.2).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/published/path.hpp"
#include "api/reply.hpp"
#include "base/error.hpp"
#include "domain/result_page.hpp"
#include "http/message.hpp"

namespace usher::api::published {

/// Reads `pageNumber`, `pageSize`, `filterby` and `orderby`, whose names may have any case. The
/// error names the invalid parameter.
Result<domain::PageQuery> read_page(const http::Request& request, const domain::FilterNames& names);

/// Reads an input that consists of the path's number and a page query.
template <class Input>
Result<Input> read_page_of(const http::Request& request, std::string_view name,
                           const domain::FilterNames& names) {
  const auto path = path_numbers(request, {name});
  if (!path) return path.error();
  auto query = read_page(request, names);
  if (!query) return query.error();
  return Input{{path->at(0)}, std::move(*query)};
}

/// A result page as a wire type, with its members in wire order.
template <wire::Described Item>
struct Page {
  bool IsPaginated = false;
  std::vector<Item> Items;
  std::int64_t PageNumber = 0;
  std::int64_t PageSize = 0;
  std::int64_t Skipped = 0;
  std::int64_t TotalElementsCount = 0;

  template <class T>
  explicit Page(const domain::ResultPage<T>& page)
      : IsPaginated(page.total > page.limit),
        PageNumber(page.limit == 0 ? 0 : page.skip / page.limit),
        PageSize(page.limit),
        Skipped(page.skip),
        TotalElementsCount(page.total) {}

  BOOST_DESCRIBE_CLASS(Page, (),
                       (IsPaginated, Items, PageNumber, PageSize, Skipped, TotalElementsCount), (),
                       ())
};

/// Converts a page and its items to their wire types.
template <wire::Described Item, class T, class ToItem>
Page<Item> page_of(const domain::ResultPage<T>& found, const ToItem& to_item) {
  Page<Item> out(found);
  for (const T& item : found.items) out.Items.push_back(to_item(item));
  return out;
}

/// Returns 200 with a page, as JSON or as an XML collection (docs/contract/resources.md, E.3).
template <wire::Described Item>
http::Response page_response(http::Format format, const Page<Item>& page) {
  return reply(format, page, "CollectionOf" + std::string(Item::kXmlName),
               wire::kEnvelopeNamespace);
}

}  // namespace usher::api::published
