/// The envelope sender of a mail: where reports about it go.
#pragma once

#include <string>
#include <string_view>

namespace usher::worker {

/// Returns NAME+TOKEN@DOMAIN for the bounce address NAME@DOMAIN, so that every report identifies
/// its mail; `from` if there is no bounce address.
inline std::string envelope_sender(std::string_view bounce_address, std::string_view from,
                                   std::string_view token) {
  if (bounce_address.empty()) return std::string(from);
  const std::size_t at = bounce_address.rfind('@');
  return std::string(bounce_address.substr(0, at))
      .append("+")
      .append(token)
      .append(bounce_address.substr(at));
}

}  // namespace usher::worker
