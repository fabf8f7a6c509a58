/// The words of the page on which an applicant confirms the address, in the applicant's language.
#pragma once

#include <string_view>

#include "domain/language.hpp"

namespace usher::api::pages {

/// Plain text, to be escaped like any other; `{brand}` stands for the vendor's product.
struct ConfirmText {
  std::string_view title;  ///< where the link of the mail leads, nothing done yet
  std::string_view lead;   ///< has `{brand}`
  std::string_view button;
  std::string_view done_title;  ///< after the button was pressed
  std::string_view done_text;   ///< has `{brand}`
  std::string_view gone_title;  ///< a link that has expired or never was one
  std::string_view gone_text;
  std::string_view already_title;  ///< pressed a second time, or opened after that
  std::string_view already_text;
};

const ConfirmText& confirm_text(domain::Language language);

}  // namespace usher::api::pages
