#include "api/published/mailing/mailing_list_body.hpp"

#include <vector>

#include "api/reply.hpp"
#include "api/wire/read.hpp"
#include "base/text.hpp"

namespace usher::api::published {
namespace {

using domain::GivenListValues;
using domain::kListSettings;
using domain::list_setting;
using domain::ListSetting;
using domain::ListSettingRequirement;
using domain::ListSettingStorage;
using domain::ListSettingType;
using Problems = std::vector<domain::FieldProblem>;

constexpr std::string_view kListRoot = "ConsoleList";

bool is_old_family(ListBody kind) {
  return kind == ListBody::create_old || kind == ListBody::update_old;
}

/// Returns the setting's name in bodies of this kind.
std::string setting_name(ListBody kind, const ListSetting& setting) {
  return std::string(is_old_family(kind) && !setting.old_name.empty() ? setting.old_name
                                                                      : setting.name);
}

/// Returns a setting's value as text, before it is checked.
Result<std::string> read_setting(const ListSetting& setting, const wire::Node& node) {
  switch (setting.type) {
    case ListSettingType::flag: {
      const auto flag = wire::read_flag(node);
      if (!flag) return flag.error();
      return std::string(*flag ? "true" : "false");
    }
    case ListSettingType::number: {
      const auto number = wire::read_integer(node);
      if (!number) return number.error();
      return std::to_string(*number);
    }
    default:
      return wire::read_text(node);
  }
}

/// Returns the member with either name of the setting; null if the member is missing, null or
/// repeated.
const wire::Node* find_setting(const wire::Node& body, ListBody kind, const ListSetting& setting,
                               Problems& problems) {
  const std::string name = setting_name(kind, setting);
  const wire::Node* found = nullptr;
  for (const auto& [given, value] : body.members) {
    if (given != name && given != setting.name) continue;
    if (found != nullptr) {
      problems.push_back({name, "is given twice"});
      return nullptr;
    }
    found = &value;
  }
  return found == nullptr || found->kind == wire::Node::Kind::null ? nullptr : found;
}

std::optional<std::string> read_member(const wire::Node& body, ListBody kind,
                                       const ListSetting& setting, Problems& problems) {
  const wire::Node* const node = find_setting(body, kind, setting, problems);
  if (node == nullptr) return std::nullopt;
  auto value = read_setting(setting, *node);
  if (value) value = domain::check(setting, *value);
  if (value) return *value;
  problems.push_back({setting_name(kind, setting), value.error().message});
  return std::nullopt;
}

bool has_problem(const Problems& problems, std::string_view name) {
  for (const auto& problem : problems) {
    if (problem.field == name) return true;
  }
  return false;
}

/// Adds a problem for each mandatory setting of a new list that is missing or empty.
void require_settings(const GivenListValues& given, ListBody kind, Problems& problems) {
  for (std::size_t i = 0; i < given.size(); ++i) {
    const ListSetting& setting = kListSettings[i];
    const bool mandatory = kind == ListBody::create
                               ? setting.requirement != ListSettingRequirement::none
                               : i == list_setting("Name");
    if (!mandatory || has_problem(problems, setting_name(kind, setting))) continue;
    if (!given[i]) {
      problems.push_back({setting_name(kind, setting), "is missing"});
    } else if (given[i]->empty() && setting.requirement == ListSettingRequirement::filled) {
      problems.push_back({setting_name(kind, setting), "is empty"});
    }
  }
  if (kind != ListBody::create || has_problem(problems, "IdSettings") ||
      given[list_setting("UseDefaultSettings")] == "true" || model_list(given)) {
    return;
  }
  problems.push_back({"IdSettings",
                      "is missing (the number of a list whose settings are copied; or "
                      "set UseDefaultSettings to true)"});
}

bool is_written_as_null(const ListSetting& setting, const std::string& value) {
  return setting.type == ListSettingType::address_or_null && value.empty();
}

bool is_text_setting(const ListSetting& setting) {
  return setting.type != ListSettingType::flag && setting.type != ListSettingType::number;
}

std::string list_json(const domain::ListValues& values) {
  std::string out;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const ListSetting& setting = kListSettings[i];
    out += out.empty() ? '{' : ',';
    append_json_string(out, setting.name);
    out += ':';
    if (is_written_as_null(setting, values[i])) {
      out += "null";
    } else if (is_text_setting(setting)) {
      append_json_string(out, values[i]);
    } else {
      out += values[i];
    }
  }
  return out + "}";
}

std::string list_xml(const domain::ListValues& values) {
  std::string out;
  out.append("<").append(kListRoot).append(" xmlns=\"").append(wire::kConsoleNamespace);
  out.append("\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">");
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::optional<std::string> value;
    if (!is_written_as_null(kListSettings[i], values[i])) value = values[i];
    wire::append_xml_element(out, kListSettings[i].name, value);
  }
  out.append("</").append(kListRoot).append(">");
  return out;
}

}  // namespace

Result<GivenListValues> read_list_values(const http::Request& request, ListBody kind) {
  if (request.body.empty()) return Error{Errc::invalid, "The request has no body."};
  const auto body = wire::parse(http::request_format(request.header("Content-Type")), request.body);
  if (!body) return body.error();
  if (body->kind != wire::Node::Kind::object) {
    return Error{Errc::invalid, "The body must be one object."};
  }
  GivenListValues given;
  Problems problems;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (kListSettings[i].storage == ListSettingStorage::identity) continue;
    given[i] = read_member(*body, kind, kListSettings[i], problems);
  }
  if (kind == ListBody::create || kind == ListBody::create_old) {
    require_settings(given, kind, problems);
  }
  if (!problems.empty()) return wire::unreadable(problems);
  return given;
}

std::optional<std::int64_t> model_list(const GivenListValues& given) {
  const auto& model = given[list_setting("IdSettings")];
  if (!model || *model == "0" || given[list_setting("UseDefaultSettings")] == "true") {
    return std::nullopt;
  }
  return parse_integer<std::int64_t>(*model);
}

http::Response list_response(http::Format format, const domain::ListValues& values) {
  return text_response(format, format == http::Format::xml ? list_xml(values) : list_json(values));
}

}  // namespace usher::api::published
