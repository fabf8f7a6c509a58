/// Paging of the account's resources (the contract's C.1 and C.2).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/published/path.hpp"
#include "api/reply.hpp"
#include "base/error.hpp"
#include "domain/result_page.hpp"
#include "http/message.hpp"

namespace usher::api::console {

/// From `pageNumber`, `pageSize`, `filterby` and `orderby` in any case; the error names what is
/// wrong.
Result<domain::PageQuery> read_page(const http::Request& request, const domain::FilterNames& names);

/// A page of what belongs to the one thing that the path names.
template <class Input>
Result<Input> read_page_of(const http::Request& request, std::string_view name,
                           const domain::FilterNames& names) {
  const auto path = path_numbers(request, {name});
  if (!path) return path.error();
  auto query = read_page(request, names);
  if (!query) return query.error();
  return Input{{path->at(0)}, std::move(*query)};
}

/// The envelope, its members in wire order.
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

/// A found page with its items as they are on the wire.
template <wire::Described Item, class T, class Show>
Page<Item> page_of(const domain::ResultPage<T>& found, const Show& show) {
  Page<Item> out(found);
  for (const T& item : found.items) out.Items.push_back(show(item));
  return out;
}

/// 200 with a page, as JSON or as the XML collection of the contract's E.3.
template <wire::Described Item>
http::Response page_reply(http::Format format, const Page<Item>& page) {
  return reply(format, page, "CollectionOf" + std::string(Item::kXmlName),
               wire::kEnvelopeNamespace);
}

}  // namespace usher::api::console
