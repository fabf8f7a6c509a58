/// The mailing lists of an account.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "domain/filter.hpp"

namespace usher::domain {

/// A mailing list with its counts.
struct MailingList {
  std::int64_t number = 0;  ///< the number within the account, from 1; never reused
  std::string guid;
  std::string name;
  std::string description;
  // The numbers of recipients by status.
  std::int64_t subscribed = 0;
  std::int64_t unsubscribed = 0;
  std::int64_t pending = 0;
};

/// The maximum number of lists of an account.
inline constexpr std::int64_t kMaxLists = 100;

/// Properties by which lists can be filtered and ordered. Names are case-insensitive, because
/// the two families of routes write them differently (`idList` and `IdList`).
inline constexpr std::array<FilterProperty, 5> kMailingListProperties = {{
    {"Company", FilterType::text},
    {"Description", FilterType::text},
    {"Name", FilterType::text},
    {"idList", FilterType::integer},
    {"listGuid", FilterType::text},
}};

}  // namespace usher::domain
