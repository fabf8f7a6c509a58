/// Dynamic fields: what a list knows of a recipient besides name and address.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>

#include "domain/filter.hpp"

namespace usher::domain {

/// By number. A field that is empty is not in it.
using RecipientFields = std::map<int, std::string>;

/// Every account has these, by name and number.
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

/// Control characters become spaces: they mean nothing in a field, and databases refuse some.
void clean_field(std::string& value);

/// As the database keeps them: a JSON object, field 1 is its member `f1`.
std::string fields_text(const RecipientFields& fields);
/// And back. REQUIRES: made by fields_text.
RecipientFields parse_fields(std::string_view text);

}  // namespace usher::domain
