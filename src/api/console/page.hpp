/// Paging of the account's resources (the contract's C.1).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/reply.hpp"
#include "base/error.hpp"
#include "http/message.hpp"

namespace usher::api::console {

struct Paging {
  std::int64_t number = 0;  ///< from 0
  std::int64_t size = 20;   ///< 1 to 1,000

  std::int64_t skipped() const { return number * size; }
};

/// From `pageNumber` and `pageSize` in any case; the error names what is wrong.
Result<Paging> read_paging(const http::Request& request);

/// The envelope, its members in wire order.
template <wire::Described Item>
struct Page {
  bool IsPaginated = false;
  std::vector<Item> Items;
  std::int64_t PageNumber = 0;
  std::int64_t PageSize = 0;
  std::int64_t Skipped = 0;
  std::int64_t TotalElementsCount = 0;

  Page(const Paging& paging, std::int64_t total)
      : IsPaginated(total > paging.size),
        PageNumber(paging.number),
        PageSize(paging.size),
        Skipped(paging.skipped()),
        TotalElementsCount(total) {}

  BOOST_DESCRIBE_CLASS(Page, (),
                       (IsPaginated, Items, PageNumber, PageSize, Skipped, TotalElementsCount), (),
                       ())
};

/// 200 with a page, as JSON or as the XML collection of the contract's E.3.
template <wire::Described Item>
http::Response page_reply(http::Format format, const Page<Item>& page) {
  return reply(format, page, "CollectionOf" + std::string(Item::kXmlName),
               wire::kEnvelopeNamespace);
}

}  // namespace usher::api::console
