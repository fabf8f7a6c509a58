#include "api/console/date.hpp"

#include <fmt/chrono.h>

namespace usher::api::console {

std::string date_text(const std::optional<TimePoint>& time) {
  if (!time) return "0001-01-01 00:00:00Z";
  return fmt::format("{:%Y-%m-%d %H:%M:%S}Z",
                     fmt::gmtime(static_cast<std::time_t>(to_ms(*time) / 1000)));
}

}  // namespace usher::api::console
