/// Countries and time zones: built in from Debian's packages by tools/places.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace usher::domain {

/// ISO 3166-1.
struct Country {
  std::string_view code;  ///< two capital mails
  std::string_view name;  ///< in English
};

struct TimeZone {
  std::string_view code;    ///< the IANA database's name, "Europe/Rome"
  std::string_view offset;  ///< standard time's from UTC, "+01:00"
  std::string_view name;    ///< "Rome"
};

/// By name. Thread-safe, as is everything here.
std::span<const Country> countries();
/// From west to east.
std::span<const TimeZone> time_zones();

/// Null when there is none with that code, whatever the case of its mails.
const Country* find_country(std::string_view code);
const TimeZone* find_time_zone(std::string_view code);

/// "(UTC+01:00) Rome"
std::string describe(const TimeZone& zone);

}  // namespace usher::domain
