#include "domain/mailing/mailing_list_settings.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace usher::domain {
namespace {

const ListSetting& setting(std::string_view name) {
  return *std::find_if(kListSettings.begin(), kListSettings.end(),
                       [&](const ListSetting& each) { return each.name == name; });
}

/// Returns the stored value, or the error in parentheses.
std::string stored(std::string_view name, std::string_view given) {
  const auto value = check(setting(name), given);
  return value ? *value : "(" + value.error().message + ")";
}

Account account() {
  Account out;
  out.address = "owner@example.com";
  out.company = "Caffè Lungarno";
  out.name = "Niccolò Ferrarò";
  out.phone = "+39 055 0123456";
  return out;
}

TEST(ListSettings, AreInTheOrderOfResponsesWithUniqueNames) {
  EXPECT_TRUE(
      std::is_sorted(kListSettings.begin(), kListSettings.end(),
                     [](const ListSetting& a, const ListSetting& b) { return a.name < b.name; }));
  std::set<std::string_view> old_names;
  for (const ListSetting& each : kListSettings) {
    EXPECT_TRUE(old_names.insert(each.old_name.empty() ? each.name : each.old_name).second)
        << each.name;
  }
}

TEST(ListSettings, DefaultsAreValid) {
  for (const ListSetting& each : kListSettings) {
    if (each.storage == ListSettingStorage::identity) continue;
    EXPECT_EQ(stored(each.name, each.value), each.value) << each.name;
  }
}

TEST(ListSettings, AreNormalisedByType) {
  EXPECT_EQ(stored("Name", "  News  "), "News");
  EXPECT_EQ(stored("OwnerEmail", " Mario@Example.COM"), "Mario@example.com");
  EXPECT_EQ(stored("ReplyTo", " "), "");
  EXPECT_EQ(stored("CountryCode", "it"), "IT");
  EXPECT_EQ(stored("TimeZoneCode", "europe/rome"), "Europe/Rome");
  EXPECT_EQ(stored("Format", "Text"), "text");
  EXPECT_EQ(stored("Public", "TRUE"), "true");
  EXPECT_EQ(stored("KBMax", "0200"), "200");
  EXPECT_EQ(stored("Disclaimer", "one\r\n\ttwo"), "one\r\n\ttwo");
  EXPECT_EQ(stored("Name", std::string(49, 'x') + "è"), std::string(49, 'x') + "è");
}

TEST(ListSettings, InvalidValuesAreRefused) {
  for (const auto& [name, given] : std::initializer_list<std::pair<const char*, std::string>>{
           {"Name", std::string(51, 'x')},
           {"Name", "a\nb"},
           {"Name", "a\xFF"},
           {"Disclaimer", std::string("a\0b", 3)},
           {"Disclaimer", "a\x7F"},
           {"OwnerEmail", "no-address"},
           {"BouncedEmail", "a@b@c.example"},
           {"CountryCode", "XX"},
           {"CountryCode", "ITA"},
           {"TimeZoneCode", "Europe/Atlantis"},
           {"Format", ""},
           {"Format", "pdf"},
           {"Business", ""},
           {"Business", "1"},
           {"OptoutType", "4"},
           {"OptoutType", "-1"},
           {"KBMax", "1.5"},
           {"KBMax", ""},
           {"KBMax", "2147483648"},
           {"KBMax", "99999999999999999999"}}) {
    EXPECT_FALSE(check(setting(name), given)) << name << " became " << stored(name, given);
  }
}

TEST(ListSettings, DefaultsComeFromThePlanThenTheAccountThenTheTable) {
  Plan plan;
  plan.list_settings = {{"City", "Roma"}, {"CompanyName", "Acme"}, {"Charset", "ISO-8859-1"}};
  const ListValues values = default_list_values(plan, account());
  EXPECT_EQ(values[list_setting("City")], "Roma");
  EXPECT_EQ(values[list_setting("CompanyName")], "Acme");
  EXPECT_EQ(values[list_setting("Charset")], "ISO-8859-1");
  EXPECT_EQ(values[list_setting("NLSenderName")], "Caffè Lungarno");
  EXPECT_EQ(values[list_setting("OwnerEmail")], "owner@example.com");
  EXPECT_EQ(values[list_setting("DefaultPrefix")], "0039");
}

TEST(ListSettings, OnlyGivenValuesChange) {
  const ListValues before = default_list_values({}, account());
  GivenListValues given;
  given[list_setting("City")] = "Roma";
  given[list_setting("Name")] = "News";
  given[list_setting("ListGuid")] = "mine";
  given[list_setting("IdSettings")] = "7";
  ListValues expected = before;
  expected[list_setting("City")] = "Roma";
  expected[list_setting("Name")] = "News";
  EXPECT_EQ(*change(before, given), expected);
}

TEST(ListSettings, RequiredValuesMustNotBecomeBlank) {
  const ListValues before = default_list_values({}, account());
  GivenListValues given;
  given[list_setting("City")] = "";  // was empty
  EXPECT_TRUE(change(before, given));
  given[list_setting("OwnerEmail")] = "";
  given[list_setting("CompanyName")] = "";
  const auto changed = change(before, given);
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().message,
            "CompanyName must not be empty; OwnerEmail must not be empty.");
}

TEST(ListSettings, PlansHaveCheckedValuesAndNoEmptyOnes) {
  Plan plan;
  plan.list_settings = {{"CountryCode", "it"}, {"City", ""}, {"Public", "False"}};
  ASSERT_TRUE(check_list_settings(plan));
  EXPECT_EQ(plan.list_settings,
            (decltype(plan.list_settings){{"CountryCode", "IT"}, {"Public", "false"}}));
  for (const auto& [name, value] :
       std::initializer_list<std::pair<const char*, const char*>>{{"Nmae", "x"},
                                                                  {"Nmae", ""},
                                                                  {"Name", "x"},
                                                                  {"IdList", "7"},
                                                                  {"IdSettings", "1"},
                                                                  {"CountryCode", "XX"},
                                                                  {"KBMax", "x"}}) {
    plan.list_settings = {{name, value}};
    const auto checked = check_list_settings(plan);
    ASSERT_FALSE(checked) << name;
    EXPECT_NE(checked.error().message.find(name), std::string::npos);
  }
}

}  // namespace
}  // namespace usher::domain
