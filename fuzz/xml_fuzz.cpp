// Parses any bytes as an XML body. Checks that the result is an error, or a document with valid
// text.
#include <cstdint>

#include "api/wire/xml.hpp"
#include "base/check.hpp"
#include "base/text.hpp"

namespace {

void check(const usher::api::wire::Node& node) {
  CHECK(usher::is_utf8(node.text));
  CHECK(node.text.find('\0') == std::string::npos);
  for (const auto& [name, value] : node.members) check(value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto node = usher::api::wire::parse(usher::http::Format::xml, body);
  if (node) check(*node);
  return 0;
}
