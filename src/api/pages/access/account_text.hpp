/// The texts of the owner's pages.
#pragma once

#include <string_view>

#include "domain/language.hpp"

namespace usher::api::pages {

/// The texts in one language: plain text, which is escaped when it is rendered. Texts shared with
/// the sign-in page of applications are in log_on_text.hpp.
struct AccountText {
  std::string_view title;  ///< "Your account"
  std::string_view sign_in_title;
  std::string_view sign_in;  ///< the label of the sign-in button
  std::string_view forgot;   ///< the link below the sign-in form
  std::string_view forgot_title;
  std::string_view forgot_lead;
  std::string_view forgot_label;
  std::string_view forgot_button;
  std::string_view sent_title;
  std::string_view sent_text;
  std::string_view choose_title;
  std::string_view choose_rule;
  std::string_view must_choose;  ///< the notice that the owner has to choose a password first
  std::string_view current_password;
  std::string_view new_password;
  std::string_view repeat_password;
  std::string_view choose_button;
  std::string_view too_short;
  std::string_view too_long;
  std::string_view guessable;
  std::string_view not_equal;
  std::string_view wrong_password;  ///< the error for a wrong current password
  std::string_view gone_title;      ///< the title of the page for an expired reset link
  std::string_view gone_text;
  std::string_view changed;     ///< the notice that the password was changed
  std::string_view withdrawn;   ///< the notice that an application's access was revoked
  std::string_view signed_out;  ///< the notice that the other sessions were ended
  std::string_view user_name;
  std::string_view company;
  std::string_view address;
  std::string_view ends;
  std::string_view applications;
  std::string_view no_applications;
  std::string_view application_by;  ///< contains `{contact}` and `{date}`
  std::string_view withdraw;
  std::string_view password;  ///< the heading of the password section
  std::string_view password_text;
  std::string_view change;  ///< the link to the password form
  std::string_view sessions;
  std::string_view session_since;  ///< contains `{date}`
  std::string_view this_browser;
  std::string_view sign_out;
  std::string_view sign_out_others;
  std::string_view back;
};

const AccountText& account_text(domain::Language language);

}  // namespace usher::api::pages
