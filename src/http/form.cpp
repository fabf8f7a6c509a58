#include "http/form.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "base/text.hpp"

namespace usher::http {
namespace {

constexpr std::size_t kMaxFields = 100;

}  // namespace

std::string form_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
      continue;
    }
    const auto byte = text[i] == '%' ? from_hex(text.substr(i + 1, 2)) : std::nullopt;
    if (byte && byte->size() == 1) {
      out += *byte;
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

void Form::add(std::string_view text) {
  while (!text.empty() && fields_.size() < kMaxFields) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view field = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (field.empty()) continue;
    const std::size_t equal = std::min(field.find('='), field.size());
    fields_.emplace_back(form_decode(field.substr(0, equal)),
                         form_decode(field.substr(std::min(equal + 1, field.size()))));
  }
}

std::optional<std::string_view> Form::find(std::string_view name) const {
  for (const auto& [field_name, value] : fields_) {
    if (field_name == name) return value;
  }
  return std::nullopt;
}

std::string_view Form::value(std::string_view name) const {
  return find(name).value_or(std::string_view());
}

std::optional<std::string_view> Form::find_ignoring_case(std::string_view name) const {
  for (const auto& [field_name, value] : fields_) {
    if (ascii_iequals(field_name, name)) return value;
  }
  return std::nullopt;
}

std::size_t Form::count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(
      fields_.begin(), fields_.end(), [&](const auto& field) { return field.first == name; }));
}

bool Form::has_conflicting_values(std::string_view name) const {
  const auto first = find(name);
  return std::any_of(fields_.begin(), fields_.end(), [&](const auto& field) {
    return field.first == name && field.second != first;
  });
}

}  // namespace usher::http
