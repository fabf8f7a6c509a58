/// The words of the page on which an applicant lets an application into the account.
#pragma once

#include <string_view>

#include "domain/language.hpp"

namespace usher::api::pages {

/// Plain text, to be escaped like any other; `{brand}` stands for the vendor's product,
/// `{application}` for who asks, `{contact}` for whose it is.
struct LogOnText {
  std::string_view title;    ///< has `{application}`
  std::string_view lead;     ///< has `{application}` and `{brand}`
  std::string_view reads;    ///< what it may do: read
  std::string_view changes;  ///< what it may do: change
  std::string_view made_by;  ///< has `{application}` and `{contact}`
  std::string_view user_name;
  std::string_view password;
  std::string_view allow;
  std::string_view refuse;
  std::string_view hint;         ///< where user name and password are found; has `{brand}`
  std::string_view wrong;        ///< user name or password
  std::string_view too_many;     ///< attempts; try again later
  std::string_view must_choose;  ///< a password of one's own first; has `{address}`
  std::string_view stale;        ///< the form was open for too long
  std::string_view bad_title;    ///< the request itself can't be answered
  std::string_view bad_text;
};

const LogOnText& log_on_text(domain::Language language);

}  // namespace usher::api::pages
