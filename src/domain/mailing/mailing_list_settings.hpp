/// What a list says about itself: one table of its members for both families of routes, the
/// database and white label (the contract's C.4). Pure.
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
  text,             ///< one line
  lines,            ///< a text that may have more than one
  address,          ///< of e-mail
  address_or_null,  ///< the same; null on the wire while there is none
  country,          ///< ISO 3166-1
  time_zone,        ///< of the IANA
  format,           ///< html or text
  flag,
  number,
};

/// Who says it, and where it is kept.
enum class ListSettingStorage {
  setting,   ///< callers, and plans for their lists; a row where it is not what lists say anyway
  column,    ///< callers; in the list's own row
  origin,    ///< who makes the list, once; kept as a setting is
  identity,  ///< Usher: what callers say is ignored
};

/// What is asked of it where a list is made by `POST List`.
enum class ListSettingRequirement { none, given, filled };

struct ListSetting {
  std::string_view name;      ///< on the wire of the new family, and in the database
  std::string_view old_name;  ///< on the wire of the old one; empty: it is called `name` there, too
  ListSettingType type;
  std::string_view value;  ///< what a list says if nobody has said anything else
  std::int64_t most;       ///< characters, or the largest number; the smallest is 0
  ListSettingRequirement requirement = ListSettingRequirement::none;
  ListSettingStorage home = ListSettingStorage::setting;
  /// If set, what the lists of an account say instead of `value`.
  std::string Account::*of_account = nullptr;
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

/// In the order of the wire.
inline constexpr const auto& kListSettings = list_settings::kTable;

/// The value of each, in the table's order: flags as `true` or `false`, numbers as digits.
using ListValues = std::array<std::string, list_settings::kTable.size()>;
/// Those that a caller has said, checked.
using GivenListValues = std::array<std::optional<std::string>, list_settings::kTable.size()>;

/// The place of a setting in the table; only for names that are in it.
consteval std::size_t list_setting(std::string_view name) {
  std::size_t place = 0;
  while (kListSettings.at(place).name != name) ++place;
  return place;
}

/// What a caller, or staff, says of one, as it is kept: trimmed, an address normalised, a country
/// in capitals. The error goes on after the setting's name: "takes up to 50 characters".
Result<std::string> check(const ListSetting& setting, std::string_view given);

/// What lists of the account say before anybody has said anything: the plan's word first, then the
/// account's own, then the table's.
ListValues default_list_values(const Plan& plan, const Account& account);

/// `before` with what was given of its settings and columns. What has to be filled may stay blank
/// if it was, but not become so; the error names each that would.
Result<ListValues> change(ListValues before, const GivenListValues& given);

/// Checks `Plan::list_settings` and writes them as they are kept; those without a value go. The
/// error is for staff.
Result<void> check_list_settings(Plan& plan);

}  // namespace usher::domain
