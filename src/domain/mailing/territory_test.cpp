#include "domain/mailing/territory.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace usher::domain {
namespace {

TEST(Territory, CountriesHaveEnglishNames) {
  EXPECT_GE(countries().size(), 240U);
  ASSERT_NE(find_country("it"), nullptr);
  EXPECT_EQ(find_country("IT")->code, "IT");
  EXPECT_EQ(find_country("IT")->name, "Italy");
  EXPECT_EQ(find_country("TR")->name, "Türkiye");
  EXPECT_EQ(find_country("MD")->name, "Moldova");  // not "Moldova, Republic of"
  EXPECT_EQ(countries().front().name, "Afghanistan");
  for (const Country& country : countries()) {
    EXPECT_EQ(country.code.size(), 2U);
    EXPECT_FALSE(country.name.empty());
  }
  for (const char* none : {"", "XX", "I", "ITA"}) EXPECT_EQ(find_country(none), nullptr) << none;
}

TEST(Territory, TimeZonesHaveTheOffsetOfStandardTime) {
  EXPECT_GE(time_zones().size(), 400U);
  for (const auto& [code, offset] :
       std::initializer_list<std::pair<const char*, const char*>>{{"UTC", "+00:00"},
                                                                  {"Europe/Rome", "+01:00"},
                                                                  {"Europe/Stockholm", "+01:00"},
                                                                  {"Europe/Dublin", "+00:00"},
                                                                  {"America/New_York", "-05:00"},
                                                                  {"America/St_Johns", "-03:30"},
                                                                  {"Australia/Sydney", "+10:00"},
                                                                  {"Asia/Kathmandu", "+05:45"}}) {
    ASSERT_NE(find_time_zone(code), nullptr) << code;
    EXPECT_EQ(find_time_zone(code)->offset, offset) << code;
  }
  EXPECT_EQ(describe(*find_time_zone("europe/rome")), "(UTC+01:00) Rome");
  EXPECT_EQ(find_time_zone("America/New_York")->name, "New York");
  EXPECT_EQ(find_time_zone(""), nullptr);
  EXPECT_EQ(find_time_zone("Rome"), nullptr);
  EXPECT_EQ(time_zones().front().offset, "-11:00");
}

}  // namespace
}  // namespace usher::domain
