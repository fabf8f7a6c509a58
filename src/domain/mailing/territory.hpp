/// Countries and time zones, built in. tools/places makes the files from Debian's packages.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace usher::domain {

/// ISO 3166-1.
struct Country {
  std::string_view code;  ///< two capital letters
  std::string_view name;  ///< the English name
};

struct TimeZone {
  std::string_view code;    ///< the IANA name, "Europe/Rome"
  std::string_view offset;  ///< the offset of standard time from UTC, "+01:00"
  std::string_view name;    ///< "Rome"
};

/// Returns all countries, ordered by name. Thread-safe, as are all functions here.
std::span<const Country> countries();
/// Returns all time zones from west to east.
std::span<const TimeZone> time_zones();

/// Returns the country with this code in any case, null if there is none.
const Country* find_country(std::string_view code);
/// Returns the time zone with this code in any case, null if there is none.
const TimeZone* find_time_zone(std::string_view code);

/// Returns "(UTC+01:00) Rome".
std::string describe(const TimeZone& zone);

}  // namespace usher::domain
