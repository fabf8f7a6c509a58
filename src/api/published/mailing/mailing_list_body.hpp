/// Lists on the wire, by the table of their members (domain/mailing/mailing_list_settings.hpp):
/// bodies of both families, and the full list object that answers them.
#pragma once

#include <optional>

#include "base/error.hpp"
#include "domain/mailing/mailing_list_settings.hpp"
#include "http/message.hpp"
#include "http/negotiation.hpp"

namespace usher::api::console {

/// What a body has to say.
enum class ListBody {
  create,      ///< of the new family: what is mandatory, and where the rest comes from
  create_old,  ///< its name
  update,      ///< nothing
  update_old,
};

/// What the body gives, checked. Bodies of the old family may also use the new one's names. The
/// error names every member that is wrong.
Result<domain::GivenListValues> read_list_values(const http::Request& request, ListBody kind);

/// Which list the settings of a new one are taken from, if any.
std::optional<std::int64_t> model_of(const domain::GivenListValues& given);

/// 200 with the full list object.
http::Response list_reply(http::Format format, const domain::ListValues& values);

}  // namespace usher::api::console
