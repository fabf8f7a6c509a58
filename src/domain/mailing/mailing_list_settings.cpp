#include "domain/mailing/mailing_list_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "domain/email.hpp"
#include "domain/mailing/territory.hpp"

namespace usher::domain {
namespace {

using Type = ListSettingType;

Error wrong(std::string text) { return Error{Errc::invalid, std::move(text)}; }

bool has_more_than_lines(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) {
    return (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
  });
}

Result<std::string> check_text(const ListSetting& setting, std::string_view text) {
  if (!is_utf8(text)) return wrong("is not valid UTF-8");
  if (setting.type == Type::lines ? has_more_than_lines(text) : has_control_characters(text)) {
    return wrong("has control characters");
  }
  if (count_characters(text) > static_cast<std::size_t>(setting.most)) {
    return wrong(fmt::format("takes up to {} characters", setting.most));
  }
  return std::string(text);
}

Result<std::string> check_flag(std::string_view text) {
  for (const std::string_view word : {"true", "false"}) {
    if (ascii_iequals(text, word)) return std::string(word);
  }
  return wrong("must be true or false");
}

Result<std::string> check_number(const ListSetting& setting, std::string_view text) {
  const auto number = whole_number<std::int64_t>(text);
  if (!number || *number < 0 || *number > setting.most) {
    return wrong(fmt::format("takes 0 to {}", setting.most));
  }
  return std::to_string(*number);
}

Result<std::string> check_address(std::string_view text) {
  const auto email = parse_sender(text);
  if (!email) return wrong("must be an e-mail address");
  return email->address;
}

template <class Place>
Result<std::string> code_of(const Place* place, const char* otherwise) {
  if (place == nullptr) return wrong(otherwise);
  return std::string(place->code);
}

const ListSetting* find_plans_setting(std::string_view name) {
  for (const ListSetting& setting : kListSettings) {
    if (setting.name == name && setting.home == ListSettingStorage::setting) return &setting;
  }
  return nullptr;
}

std::vector<std::string_view> names_of_plans_settings() {
  std::vector<std::string_view> out;
  for (const ListSetting& setting : kListSettings) {
    if (setting.home == ListSettingStorage::setting) out.push_back(setting.name);
  }
  return out;
}

bool may_be_blank(Type type) {
  return type != Type::flag && type != Type::number && type != Type::format;
}

}  // namespace

Result<std::string> check(const ListSetting& setting, std::string_view given) {
  const std::string_view text = trim(given);
  if (text.empty() && may_be_blank(setting.type)) return std::string();
  switch (setting.type) {
    case Type::text:
    case Type::lines:
      return check_text(setting, text);
    case Type::address:
    case Type::address_or_null:
      return check_address(text);
    case Type::country:
      return code_of(find_country(text), "must be a code of GET List/Countries");
    case Type::time_zone:
      return code_of(find_time_zone(text), "must be a code of GET TimeZones");
    case Type::format:
      if (ascii_iequals(text, "html") || ascii_iequals(text, "text")) return ascii_lower(text);
      return wrong("must be html or text");
    case Type::flag:
      return check_flag(text);
    case Type::number:
      return check_number(setting, text);
  }
  return wrong("is unknown");
}

ListValues default_list_values(const Plan& plan, const Account& account) {
  ListValues out;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const ListSetting& setting = kListSettings[i];
    const auto said = plan.list_settings.find(setting.name);
    if (said != plan.list_settings.end()) {
      out[i] = said->second;
    } else {
      out[i] =
          setting.of_account != nullptr ? account.*setting.of_account : std::string(setting.value);
    }
  }
  return out;
}

Result<ListValues> change(ListValues before, const GivenListValues& given) {
  std::string problems;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const ListSetting& setting = kListSettings[i];
    const bool is_open =
        setting.home == ListSettingStorage::setting || setting.home == ListSettingStorage::column;
    if (!given[i] || !is_open) continue;
    if (setting.requirement == ListSettingRequirement::filled && given[i]->empty() &&
        !before[i].empty()) {
      problems += fmt::format("{}{} is empty", problems.empty() ? "" : "; ", setting.name);
    }
    before[i] = *given[i];
  }
  if (!problems.empty()) return wrong(problems + ".");
  return before;
}

Result<void> check_list_settings(Plan& plan) {
  for (auto said = plan.list_settings.begin(); said != plan.list_settings.end();) {
    auto& [name, value] = *said;
    const ListSetting* const setting = find_plans_setting(name);
    if (setting == nullptr) {
      return wrong(fmt::format("--list-setting: lists have no {}, but {}.", name,
                               fmt::join(names_of_plans_settings(), ", ")));
    }
    auto checked = check(*setting, value);
    if (!value.empty() && !checked) {
      return wrong(fmt::format("--list-setting: {} {}.", name, checked.error().message));
    }
    if (value.empty()) {
      said = plan.list_settings.erase(said);
    } else {
      value = std::move(*checked);
      ++said;
    }
  }
  return {};
}

}  // namespace usher::domain
