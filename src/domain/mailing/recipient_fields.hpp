/// Dynamic fields: data of a recipient besides its name and address.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>

#include "domain/filter.hpp"

namespace usher::domain {

/// Values by number, without empty fields.
using RecipientFields = std::map<int, std::string>;

/// The fields of every account, by name and number.
inline constexpr std::array<FilterField, 26> kDynamicFields = {{
    {"FirstName", 1},
    {"LastName", 2},
    {"Company", 3},
    {"City", 4},
    {"Province", 5},
    {"ZIP", 6},
    {"State", 7},
    {"Region", 8},
    {"Address", 9},
    {"Gender", 10},
    {"Phone", 11},
    {"CustomerID", 12},
    {"LatestOrderID", 13},
    {"LatestOrderDate", 14},
    {"LatestOrderAmount", 15},
    {"LatestOrderProductIDs", 16},
    {"LatestOrderCategoryIDs", 17},
    {"LatestShippedOrderDate", 18},
    {"LatestShippedOrderID", 19},
    {"LatestAbandonedCartDate", 20},
    {"LatestAbandonedCartTotal", 21},
    {"LatestAbandonedCartID", 22},
    {"TotalOrdered", 23},
    {"TotalOrderedLast12m", 24},
    {"TotalOrderedLast30d", 25},
    {"AllOrderedProductIDs", 26},
}};
inline constexpr int kMaxFieldNumber = 39;
inline constexpr std::size_t kMaxFieldValue = 200;  ///< characters

/// Replaces control characters by spaces, because databases refuse some of them.
void clean_field(std::string& value);

/// Returns the stored form: a JSON object, with field 1 as its member `f1`.
std::string fields_text(const RecipientFields& fields);
/// Parses the stored form. REQUIRES: `text` was returned by fields_text.
RecipientFields parse_fields(std::string_view text);

}  // namespace usher::domain
