/// The texts of the OAuth consent page, on which an owner authorizes an application.
#pragma once

#include <string_view>

#include "domain/language.hpp"

namespace usher::api::pages {

/// The texts in one language: plain text, which is escaped when it is rendered. `{brand}` stands
/// for the vendor's product, `{application}` and `{contact}` for the name and the contact of the
/// application that requests access.
struct LogOnText {
  std::string_view title;    ///< contains `{application}`
  std::string_view lead;     ///< contains `{application}` and `{brand}`
  std::string_view reads;    ///< the description of the right to read
  std::string_view changes;  ///< the description of the right to change
  std::string_view made_by;  ///< contains `{application}` and `{contact}`
  std::string_view user_name;
  std::string_view password;
  std::string_view allow;
  std::string_view refuse;
  std::string_view hint;      ///< explains where to find user name and password; contains `{brand}`
  std::string_view wrong;     ///< the error for a wrong user name or password
  std::string_view too_many;  ///< the error for too many attempts
  std::string_view
      must_choose;  ///< the error if the owner has to choose a password first; contains `{address}`
  std::string_view stale;      ///< the error if the form has expired
  std::string_view bad_title;  ///< the title of the page for an invalid authorization request
  std::string_view bad_text;
};

const LogOnText& log_on_text(domain::Language language);

}  // namespace usher::api::pages
