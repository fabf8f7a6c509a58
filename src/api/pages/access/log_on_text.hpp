/// The texts of the OAuth consent page, on which an owner authorizes an application.
#pragma once

#include <string_view>

#include "domain/language.hpp"

namespace usher::api::pages {

/// Plain text, which is escaped when it is rendered. Placeholders: `{brand}` the vendor's product,
/// `{application}` and `{contact}` of the application that requests access.
struct LogOnText {
  std::string_view title;    ///< has `{application}`
  std::string_view lead;     ///< has `{application}` and `{brand}`
  std::string_view reads;    ///< the right to read
  std::string_view changes;  ///< the right to change
  std::string_view made_by;  ///< has `{application}` and `{contact}`
  std::string_view user_name;
  std::string_view password;
  std::string_view allow;
  std::string_view refuse;
  std::string_view hint;         ///< where to find user name and password; has `{brand}`
  std::string_view wrong;        ///< wrong user name or password
  std::string_view too_many;     ///< too many attempts
  std::string_view must_choose;  ///< the owner has to choose a password first; has `{address}`
  std::string_view stale;        ///< the form was open for too long
  std::string_view bad_title;    ///< invalid authorization request
  std::string_view bad_text;
};

const LogOnText& log_on_text(domain::Language language);

}  // namespace usher::api::pages
