/// An account's own mailing lists.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "domain/filter.hpp"

namespace usher::domain {

struct MailingList {
  std::int64_t number = 0;  ///< within the account, from 1; never used again
  std::string guid;
  std::string name;
  std::string description;
  // How many recipients have which status in it.
  std::int64_t subscribed = 0;
  std::int64_t unsubscribed = 0;
  std::int64_t pending = 0;
};

/// Of an account.
inline constexpr std::int64_t kMaxLists = 100;

/// What lists can be filtered and ordered by. Names go by any case: these are also those of the
/// family that says `IdList` and `ListGuid`.
inline constexpr std::array<FilterProperty, 5> kMailingListProperties = {{
    {"Company", FilterType::text},
    {"Description", FilterType::text},
    {"Name", FilterType::text},
    {"idList", FilterType::integer},
    {"listGuid", FilterType::text},
}};

}  // namespace usher::domain
