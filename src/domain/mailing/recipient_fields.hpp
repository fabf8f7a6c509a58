/// Dynamic fields: numbered texts that a recipient has besides the name and the address.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>

#include "domain/filter.hpp"

namespace usher::domain {

/// The values of fields by number. Empty fields are absent.
using RecipientFields = std::map<int, std::string>;

/// The names and numbers of the fields, which all accounts have.
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
inline constexpr std::size_t kMaxFieldValue = 200;  ///< the maximum length in characters

/// Replaces control characters by spaces, because databases refuse some of them.
void clean_field(std::string& value);

/// Returns the stored form of fields: a JSON object in which field 1 is the member `f1`.
std::string fields_text(const RecipientFields& fields);
/// Parses the stored form of fields. REQUIRES: `text` was returned by fields_text.
RecipientFields parse_fields(std::string_view text);

}  // namespace usher::domain
