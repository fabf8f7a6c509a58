/// Defines the settings of a list in one table, for both families of routes, the database and the
/// defaults of plans (docs/contract/resources.md, C.4). Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/provisioning/plan.hpp"

namespace usher::domain {

enum class ListSettingType {
  text,             ///< a text of one line
  lines,            ///< a text of several lines
  address,          ///< an email address
  address_or_null,  ///< an email address; null on the wire if empty
  country,          ///< a country code (ISO 3166-1)
  time_zone,        ///< an IANA name
  format,           ///< `html` or `text`
  flag,             ///< `true` or `false`
  number,           ///< a whole number
};

/// The source of a setting's value, and where it is stored.
enum class ListSettingStorage {
  setting,   ///< set by callers and plans; stored as a row unless it is the default
  column,    ///< set by callers; stored in a column of the list
  origin,    ///< set when the list is created; stored as a setting
  identity,  ///< set by Usher: callers' values are ignored
};

/// The requirement that `POST List` has for a setting.
enum class ListSettingRequirement {
  none,
  given,   ///< must be in the request
  filled,  ///< must be in the request and not empty
};

struct ListSetting {
  std::string_view name;      ///< the name in the new family of routes and in the database
  std::string_view old_name;  ///< the name in the old family of routes; empty: `name`
  ListSettingType type;
  std::string_view value;  ///< the default
  /// The maximum number of characters, or the maximum of a number; the minimum is 0.
  std::int64_t max;
  ListSettingRequirement requirement = ListSettingRequirement::none;
  ListSettingStorage storage = ListSettingStorage::setting;
  /// The member of the account that replaces `value` as the default; null if there is none.
  std::string Account::*account_member = nullptr;
};

namespace list_settings {

using enum ListSettingType;
using enum ListSettingStorage;
using enum ListSettingRequirement;
inline constexpr std::int64_t kLargest = INT32_MAX;

inline constexpr std::array kTable = {
    ListSetting{"Address", "", text, "", 200, filled},
    ListSetting{"BouncedEmail", "bouncedemail", address_or_null, "", 254},
    ListSetting{"Business", "business", flag, "true", 0, given},
    ListSetting{"Charset", "charset", text, "UTF-8", 40},
    ListSetting{"City", "", text, "", 200, filled},
    ListSetting{"CompanyName", "", text, "", 200, filled, setting, &Account::company},
    ListSetting{"ContactName", "", text, "", 200, filled, setting, &Account::name},
    ListSetting{"ConversionlabTrackCode", "", text, "", 500},
    ListSetting{"CountryCode", "", country, "", 2, filled},
    ListSetting{"Customer", "", flag, "true", 0, given},
    ListSetting{"DefaultPrefix", "default_prefix", text, "0039", 10},
    ListSetting{"Description", "description", lines, "", 500, none, column},
    ListSetting{"Disclaimer", "disclaimer", lines, "", 4000},
    ListSetting{"DisplayAs", "displayas", text, "", 200},
    ListSetting{"Format", "format", format, "html", 4},
    ListSetting{"FrontendForm", "frontendform", flag, "true", 0},
    ListSetting{"HeaderListUnsubscriber", "headerlistunsubscriber", text, "", 500},
    ListSetting{"HeaderXAbuse", "headerxabuse", text, "", 500},
    ListSetting{"IdList", "", number, "", kLargest, none, identity},
    ListSetting{"IdSettings", "idSettings", number, "0", kLargest, none, origin},
    ListSetting{"KBMax", "kbmax", number, "100", kLargest},
    ListSetting{"LinkTrackingParameters", "", text, "", 500},
    ListSetting{"ListGuid", "", text, "", 36, none, identity},
    ListSetting{"MultiOptoutList", "multi_optout_list", text, "", 500},
    ListSetting{"MultipartText", "multipart_text", flag, "true", 0},
    ListSetting{"NLSenderName", "nl_sendername", text, "", 200, filled, setting, &Account::company},
    ListSetting{"Name", "", text, "", 50, filled, column},
    ListSetting{"NotifyEmail", "notifyemail", address_or_null, "", 254},
    ListSetting{"OptoutType", "optout_type", number, "0", 3},
    ListSetting{"OwnerEmail", "owneremail", address, "", 254, filled, setting, &Account::address},
    ListSetting{"PermissionReminder", "", lines, "", 4000, filled},
    ListSetting{"Phone", "", text, "", 200, none, setting, &Account::phone},
    ListSetting{"PostalCode", "", text, "", 50},
    ListSetting{"Public", "public", flag, "true", 0},
    ListSetting{"ReplyTo", "replyto", address, "", 254, given},
    ListSetting{"ScopeCode", "scope", number, "0", kLargest},
    ListSetting{"SendConfirmSms", "sendconfirmsms", flag, "false", 0},
    ListSetting{"SendEmailOptout", "sendemailoptout", flag, "false", 0},
    ListSetting{"SmsSenderName", "", text, "", 50},
    ListSetting{"StateOrProvince", "", text, "", 200},
    ListSetting{"SubscribedEmail", "subscribedemail", flag, "false", 0},
    ListSetting{"TimeZoneCode", "", time_zone, "UTC", 50},
    ListSetting{"TrackOnOpened", "tracking", flag, "true", 0},
    ListSetting{"UseDefaultSettings", "useDefaultSettings", flag, "true", 0, none, origin},
    ListSetting{"WebSiteUrl", "", text, "", 500, filled},
};

}  // namespace list_settings

/// The table of settings, in the order of responses.
inline constexpr const auto& kListSettings = list_settings::kTable;

/// The values of a list, indexed by the table. Flags are `true` or `false`, numbers are digits.
using ListValues = std::array<std::string, list_settings::kTable.size()>;
/// The checked values that a caller has set, indexed by the table; nullopt: not set.
using GivenListValues = std::array<std::optional<std::string>, list_settings::kTable.size()>;

/// Returns the index of a setting. REQUIRES: the table contains the name.
consteval std::size_t list_setting(std::string_view name) {
  std::size_t index = 0;
  while (kListSettings.at(index).name != name) ++index;
  return index;
}

/// Checks and normalises a value: text is trimmed, addresses and countries are normalised. The
/// error continues a sentence after the setting's name: "must have at most 50 characters".
Result<std::string> check(const ListSetting& setting, std::string_view given);

/// Returns the defaults for lists of the account: the plan's, else the account's, else the table's.
ListValues default_list_values(const Plan& plan, const Account& account);

/// Applies a caller's settings and columns. Returns `invalid` if required values would become
/// blank, with their names; values that are blank already may stay so.
Result<ListValues> change(ListValues before, const GivenListValues& given);

/// Checks and normalises `Plan::list_settings`, and removes empty values. The error is a sentence
/// for staff.
Result<void> check_list_settings(Plan& plan);

}  // namespace usher::domain
