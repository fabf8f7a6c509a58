/// Provides the built-in countries and time zones. tools/places makes their files from Debian's
/// packages. Thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace usher::domain {

/// A country of ISO 3166-1.
struct Country {
  std::string_view code;  ///< two capital letters
  std::string_view name;  ///< the English name
};

/// A time zone of the IANA database.
struct TimeZone {
  std::string_view code;    ///< the IANA name, such as "Europe/Rome"
  std::string_view offset;  ///< the offset of standard time from UTC, such as "+01:00"
  std::string_view name;    ///< the name for people, such as "Rome"
};

/// Returns all countries, ordered by name.
std::span<const Country> countries();
/// Returns all time zones from west to east.
std::span<const TimeZone> time_zones();

/// Returns the country with this code, null if there is none. Ignores case.
const Country* find_country(std::string_view code);
/// Returns the time zone with this code, null if there is none. Ignores case.
const TimeZone* find_time_zone(std::string_view code);

/// Returns the time zone's text for people, such as "(UTC+01:00) Rome".
std::string describe(const TimeZone& zone);

}  // namespace usher::domain
