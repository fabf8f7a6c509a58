/// The texts of the confirmation page in each language.
#pragma once

#include <string_view>

#include "domain/language.hpp"

namespace usher::api::pages {

/// The texts in one language: plain text, which is escaped when it is rendered; `{brand}` stands
/// for the vendor's product.
struct ConfirmText {
  std::string_view title;  ///< the title before the button is pressed
  std::string_view lead;   ///< contains `{brand}`
  std::string_view button;
  std::string_view done_title;  ///< the title after the button was pressed
  std::string_view done_text;   ///< contains `{brand}`
  std::string_view invalid_title;
  std::string_view invalid_text;
  std::string_view used_title;  ///< the title if the address was confirmed before
  std::string_view used_text;
};

const ConfirmText& confirm_text(domain::Language language);

}  // namespace usher::api::pages
