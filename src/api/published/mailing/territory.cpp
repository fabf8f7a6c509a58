#include "api/published/mailing/territory.hpp"

#include "service/mailing/territory.hpp"

namespace usher::api::published {
namespace {

using http::Format;
using http::Method;

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

http::Response write_countries(Format format, const std::span<const domain::Country>& countries) {
  std::vector<ConsoleCountry> out;
  for (const domain::Country& country : countries) {
    out.push_back({std::string(country.code), std::string(country.name)});
  }
  return array_response(format, out);
}

http::Response write_time_zones(Format format, const std::span<const domain::TimeZone>& zones) {
  std::vector<ConsoleTimeZone> out;
  for (const domain::TimeZone& zone : zones) {
    out.push_back({std::string(zone.offset), std::string(zone.code), domain::describe(zone),
                   std::string(zone.name)});
  }
  return array_response(format, out);
}

}  // namespace

void add_territories(ResourceRoutes& routes) {
  using namespace service;
  routes.add<&list_countries>("GetCountries", Method::get, "List/Countries", write_countries)
      .add<&list_time_zones>("GetTimeZones", Method::get, "TimeZones", write_time_zones);
}

}  // namespace usher::api::published
