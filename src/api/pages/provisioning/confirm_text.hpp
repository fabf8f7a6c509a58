/// The texts of the confirmation page in each language.
#pragma once

#include <string_view>

#include "domain/language.hpp"

namespace usher::api::pages {

/// Plain text, not yet escaped; `{brand}` stands for the vendor's product.
struct ConfirmText {
  std::string_view title;  ///< before the button is pressed
  std::string_view lead;   ///< has `{brand}`
  std::string_view button;
  std::string_view done_title;  ///< after the button was pressed
  std::string_view done_text;   ///< has `{brand}`
  std::string_view invalid_title;
  std::string_view invalid_text;
  std::string_view used_title;  ///< the address is confirmed already
  std::string_view used_text;
};

const ConfirmText& confirm_text(domain::Language language);

}  // namespace usher::api::pages
