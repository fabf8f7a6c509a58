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

/// Cuts off and returns what stands before the next `separator`.
std::string_view next_part(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view part = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  return strip(part);
}

/// Thousandths of an RFC 9110 qvalue; 0, which means "not wanted", when it is not one.
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

/// 1000 unless there is a `q`. Parameters that are none (`;utf-8`) are passed over: clients send
/// them and mean nothing by it.
int quality_of(std::string_view parameters) {
  while (!parameters.empty()) {
    std::string_view parameter = next_part(parameters, ';');
    const std::string_view name = next_part(parameter, '=');
    if (ascii_iequals(name, "q")) return thousandths(strip(parameter));
  }
  return 1000;
}

/// How much one format is wanted, and which place in the header said so.
struct Wish {
  int quality = 0;
  std::size_t place = 0;
  int precision = -1;  ///< of the media range: a type named in full beats any wildcard

  void offer(int new_quality, std::size_t new_place, int new_precision) {
    const bool better =
        new_precision > precision || (new_precision == precision && new_quality > quality);
    if (better) *this = Wish{new_quality, new_place, new_precision};
  }
};

bool is_xml(std::string_view type) {
  return ascii_iequals(type, "application/xml") || ascii_iequals(type, "text/xml");
}

/// 2: JSON itself, 1: application/*, 0: anything, -1: something else.
int json_precision(std::string_view type) {
  if (ascii_iequals(type, "application/json") || ascii_iequals(type, "text/json")) return 2;
  if (ascii_iequals(type, "application/*")) return 1;
  return type == "*/*" ? 0 : -1;
}

}  // namespace

Format response_format(std::string_view accept) {
  Wish json;
  Wish xml;
  for (std::size_t place = 0; !accept.empty(); ++place) {
    std::string_view range = next_part(accept, ',');
    const std::string_view type = next_part(range, ';');
    if (is_xml(type)) {
      xml.offer(quality_of(range), place, 0);
    } else if (const int precision = json_precision(type); precision >= 0) {
      json.offer(quality_of(range), place, precision);
    }
  }
  if (xml.quality == 0 || xml.quality < json.quality) return Format::json;
  if (xml.quality == json.quality && json.place < xml.place) return Format::json;
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
