/// Readers and writers of list objects, driven by the table of their settings
/// (domain/mailing/mailing_list_settings.hpp).
#pragma once

#include <optional>

#include "base/error.hpp"
#include "domain/mailing/mailing_list_settings.hpp"
#include "http/message.hpp"
#include "http/negotiation.hpp"

namespace usher::api::published {

/// The kinds of bodies, which differ in mandatory members.
enum class ListBody {
  create,      ///< new family; mandatory: the table's mandatory settings and the list to copy
  create_old,  ///< old family; mandatory: the name
  update,      ///< new family; all members are optional
  update_old,  ///< old family; all members are optional
};

/// Reads and checks the settings in a body. Bodies of the old family may also use the new family's
/// names. The error names every invalid member.
Result<domain::GivenListValues> read_list_values(const http::Request& request, ListBody kind);

/// Returns the number of the list whose settings a new list copies, if any.
std::optional<std::int64_t> model_list(const domain::GivenListValues& given);

/// Returns 200 with the full list object.
http::Response list_response(http::Format format, const domain::ListValues& values);

}  // namespace usher::api::published
