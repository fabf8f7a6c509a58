#include "http/negotiation.hpp"

#include <cstddef>

#include "base/text.hpp"

namespace usher::http {
namespace {

std::string_view strip(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Removes and returns the text before the next `separator`.
std::string_view next_part(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view part = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  return strip(part);
}

/// Returns the thousandths of a qvalue (RFC 9110, 12.4.2). A malformed qvalue counts as 0, "not
/// acceptable".
int thousandths(std::string_view qvalue) {
  if (qvalue.empty() || qvalue.size() > 5 || (qvalue[0] != '0' && qvalue[0] != '1')) return 0;
  if (qvalue.size() > 1 && qvalue[1] != '.') return 0;
  int value = (qvalue[0] - '0') * 1000;
  int weight = 100;
  for (const char c : qvalue.substr(qvalue.size() > 1 ? 2 : 1)) {
    if (c < '0' || c > '9') return 0;
    value += (c - '0') * weight;
    weight /= 10;
  }
  return value <= 1000 ? value : 0;
}

/// Returns the quality among the parameters, 1000 by default. Malformed parameters, such as
/// `;utf-8`, are ignored because clients send them.
int quality_of(std::string_view parameters) {
  while (!parameters.empty()) {
    std::string_view parameter = next_part(parameters, ';');
    const std::string_view name = next_part(parameter, '=');
    if (ascii_iequals(name, "q")) return thousandths(strip(parameter));
  }
  return 1000;
}

/// The preference for one format: its quality, and the position in the header that states it.
struct AcceptPreference {
  int quality = 0;
  std::size_t position = 0;
  int precision = -1;  ///< the precision of the media range; a full type precedes a wildcard

  void consider(int new_quality, std::size_t new_position, int new_precision) {
    const bool better =
        new_precision > precision || (new_precision == precision && new_quality > quality);
    if (better) *this = AcceptPreference{new_quality, new_position, new_precision};
  }
};

bool is_xml(std::string_view type) {
  return ascii_iequals(type, "application/xml") || ascii_iequals(type, "text/xml");
}

/// Returns 2 for JSON, 1 for application/*, 0 for */* and -1 for any other type.
int json_precision(std::string_view type) {
  if (ascii_iequals(type, "application/json") || ascii_iequals(type, "text/json")) return 2;
  if (ascii_iequals(type, "application/*")) return 1;
  return type == "*/*" ? 0 : -1;
}

}  // namespace

Format response_format(std::string_view accept) {
  AcceptPreference json;
  AcceptPreference xml;
  for (std::size_t position = 0; !accept.empty(); ++position) {
    std::string_view range = next_part(accept, ',');
    const std::string_view type = next_part(range, ';');
    if (is_xml(type)) {
      xml.consider(quality_of(range), position, 0);
    } else if (const int precision = json_precision(type); precision >= 0) {
      json.consider(quality_of(range), position, precision);
    }
  }
  if (xml.quality == 0 || xml.quality < json.quality) return Format::json;
  if (xml.quality == json.quality && json.position < xml.position) return Format::json;
  return Format::xml;
}

Format request_format(std::string_view content_type) {
  const std::string_view type = next_part(content_type, ';');
  if (is_xml(type)) return Format::xml;
  constexpr std::string_view kSuffix = "+xml";
  const bool suffixed = type.size() > kSuffix.size() &&
                        ascii_iequals(type.substr(type.size() - kSuffix.size()), kSuffix);
  return suffixed ? Format::xml : Format::json;
}

}  // namespace usher::http
