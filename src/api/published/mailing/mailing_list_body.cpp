#include "api/published/mailing/mailing_list_body.hpp"

#include <vector>

#include "api/reply.hpp"
#include "api/wire/read.hpp"
#include "base/text.hpp"

namespace usher::api::console {
namespace {

using domain::GivenListValues;
using domain::kListSettings;
using domain::list_setting;
using domain::ListSetting;
using domain::ListSettingRequirement;
using domain::ListSettingStorage;
using domain::ListSettingType;
using Problems = std::vector<domain::FieldProblem>;

constexpr std::string_view kRoot = "ConsoleList";

bool is_old(ListBody kind) { return kind == ListBody::create_old || kind == ListBody::update_old; }

/// The name that the caller's family has for it.
std::string name_in(ListBody kind, const ListSetting& setting) {
  return std::string(is_old(kind) && !setting.old_name.empty() ? setting.old_name : setting.name);
}

/// As text: what it means is for the table's rules.
Result<std::string> read_value(const ListSetting& setting, const wire::Node& node) {
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

/// The member of either name; null when there is none, or it says nothing.
const wire::Node* find(const wire::Node& body, ListBody kind, const ListSetting& setting,
                       Problems& problems) {
  const std::string name = name_in(kind, setting);
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
  const wire::Node* const node = find(body, kind, setting, problems);
  if (node == nullptr) return std::nullopt;
  auto value = read_value(setting, *node);
  if (value) value = domain::check(setting, *value);
  if (value) return *value;
  problems.push_back({name_in(kind, setting), value.error().message});
  return std::nullopt;
}

bool is_named(const Problems& problems, std::string_view name) {
  for (const auto& problem : problems) {
    if (problem.field == name) return true;
  }
  return false;
}

/// Where a list is made, what its family calls mandatory.
void look_for_lacking(const GivenListValues& given, ListBody kind, Problems& problems) {
  for (std::size_t i = 0; i < given.size(); ++i) {
    const ListSetting& setting = kListSettings[i];
    const bool needed = kind == ListBody::create
                            ? setting.requirement != ListSettingRequirement::none
                            : i == list_setting("Name");
    if (!needed || is_named(problems, name_in(kind, setting))) continue;
    if (!given[i]) {
      problems.push_back({name_in(kind, setting), "is missing"});
    } else if (given[i]->empty() && setting.requirement == ListSettingRequirement::filled) {
      problems.push_back({name_in(kind, setting), "is empty"});
    }
  }
  if (kind != ListBody::create || is_named(problems, "IdSettings") ||
      given[list_setting("UseDefaultSettings")] == "true" || model_of(given)) {
    return;
  }
  problems.push_back({"IdSettings",
                      "is missing (the number of a list whose settings the new one "
                      "takes on; or UseDefaultSettings true)"});
}

bool is_null(const ListSetting& setting, const std::string& value) {
  return setting.type == ListSettingType::address_or_null && value.empty();
}

bool is_text(const ListSetting& setting) {
  return setting.type != ListSettingType::flag && setting.type != ListSettingType::number;
}

std::string to_json(const domain::ListValues& values) {
  std::string out;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const ListSetting& setting = kListSettings[i];
    out += out.empty() ? '{' : ',';
    append_json_string(out, setting.name);
    out += ':';
    if (is_null(setting, values[i])) {
      out += "null";
    } else if (is_text(setting)) {
      append_json_string(out, values[i]);
    } else {
      out += values[i];
    }
  }
  return out + "}";
}

std::string to_xml(const domain::ListValues& values) {
  std::string out;
  out.append("<").append(kRoot).append(" xmlns=\"").append(wire::kConsoleNamespace);
  out.append("\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">");
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::optional<std::string> value;
    if (!is_null(kListSettings[i], values[i])) value = values[i];
    wire::append_xml_element(out, kListSettings[i].name, value);
  }
  out.append("</").append(kRoot).append(">");
  return out;
}

}  // namespace

Result<GivenListValues> read_list_values(const http::Request& request, ListBody kind) {
  if (request.body.empty()) return Error{Errc::invalid, "The request has no body."};
  const auto body = wire::parse(http::body_format(request.header("Content-Type")), request.body);
  if (!body) return body.error();
  if (body->kind != wire::Node::Kind::object) {
    return Error{Errc::invalid, "The body must be one object."};
  }
  GivenListValues given;
  Problems problems;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (kListSettings[i].home == ListSettingStorage::identity) continue;
    given[i] = read_member(*body, kind, kListSettings[i], problems);
  }
  if (kind == ListBody::create || kind == ListBody::create_old) {
    look_for_lacking(given, kind, problems);
  }
  if (!problems.empty()) return wire::unreadable(problems);
  return given;
}

std::optional<std::int64_t> model_of(const GivenListValues& given) {
  const auto& model = given[list_setting("IdSettings")];
  if (!model || *model == "0" || given[list_setting("UseDefaultSettings")] == "true") {
    return std::nullopt;
  }
  return whole_number<std::int64_t>(*model);
}

http::Response list_reply(http::Format format, const domain::ListValues& values) {
  return text_reply(format, format == http::Format::xml ? to_xml(values) : to_json(values));
}

}  // namespace usher::api::console
