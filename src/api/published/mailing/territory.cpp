#include "api/published/mailing/territory.hpp"

#include "service/mailing/territory.hpp"

namespace usher::api::console {
namespace {

using http::Format;
using service::place::Countries;
using service::place::TimeZones;

struct ConsoleCountry {
  static constexpr std::string_view kXmlName = "ConsoleCountry";
  std::string CountryCode;
  std::string CountryName;
};
BOOST_DESCRIBE_STRUCT(ConsoleCountry, (), (CountryCode, CountryName))

struct ConsoleTimeZone {
  static constexpr std::string_view kXmlName = "ConsoleTimeZone";
  std::string OffsetFromUTC;
  std::string TimeZoneCode;
  std::string TimeZoneDescription;
  std::string TimeZoneName;
};
BOOST_DESCRIBE_STRUCT(ConsoleTimeZone, (),
                      (OffsetFromUTC, TimeZoneCode, TimeZoneDescription, TimeZoneName))

http::Response write_countries(Format format, const Countries::Value& countries) {
  std::vector<ConsoleCountry> out;
  for (const domain::Country& country : countries) {
    out.push_back({std::string(country.code), std::string(country.name)});
  }
  return array_reply(format, out);
}

http::Response write_time_zones(Format format, const TimeZones::Value& zones) {
  std::vector<ConsoleTimeZone> out;
  for (const domain::TimeZone& zone : zones) {
    out.push_back({std::string(zone.offset), std::string(zone.code), domain::describe(zone),
                   std::string(zone.name)});
  }
  return array_reply(format, out);
}

}  // namespace

void add_places(Resources& resources) {
  using http::Method;
  resources.add<Countries>(Method::get, "List/Countries", no_input<Countries>, write_countries)
      .add<TimeZones>(Method::get, "TimeZones", no_input<TimeZones>, write_time_zones);
}

}  // namespace usher::api::console
