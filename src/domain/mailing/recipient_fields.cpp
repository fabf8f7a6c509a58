#include "domain/mailing/recipient_fields.hpp"

#include "base/check.hpp"
#include "base/json_text.hpp"
#include "base/text.hpp"

namespace usher::domain {
namespace {

/// Cuts off a JSON string of the only kind that fields_text writes: `\"` and `\\` are its escapes.
std::string cut_string(std::string_view& text) {
  CHECK(text.starts_with('"'));
  std::string out;
  std::size_t i = 1;
  for (; i < text.size() && text[i] != '"'; ++i) {
    if (text[i] == '\\') ++i;
    CHECK(i < text.size());
    out += text[i];
  }
  CHECK(i < text.size());
  text.remove_prefix(i + 1);
  return out;
}

}  // namespace

void clean_field(std::string& value) {
  for (char& c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) c = ' ';
  }
}

std::string fields_text(const RecipientFields& fields) {
  std::string out = "{";
  for (const auto& [number, value] : fields) {
    if (value.empty()) continue;
    if (out.size() > 1) out += ',';
    std::string clean = value;
    clean_field(clean);
    out.append("\"f").append(std::to_string(number)).append("\":");
    append_json_string(out, clean);
  }
  return out + "}";
}

RecipientFields parse_fields(std::string_view text) {
  CHECK(text.starts_with('{') && text.ends_with('}'));
  RecipientFields out;
  text.remove_prefix(1);
  while (text != "}") {
    const auto number = whole_number<int>(std::string_view(cut_string(text)).substr(1));
    CHECK(number && text.starts_with(':'));
    text.remove_prefix(1);
    out.emplace(*number, cut_string(text));
    if (text.starts_with(',')) text.remove_prefix(1);
  }
  return out;
}

}  // namespace usher::domain
