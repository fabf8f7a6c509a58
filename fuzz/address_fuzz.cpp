// Parses any text as an email or IP address. Checks that a second normalization of an accepted
// address does not change the address.
#include <cstdint>

#include "base/check.hpp"
#include "base/text.hpp"
#include "domain/email.hpp"
#include "domain/ip_address.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace usher::domain;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto email = parse_email(text)) {
    CHECK(!usher::has_control_characters(email->address) && email->address.size() <= 254);
    const auto again = parse_email(email->address);
    CHECK(again && *again == *email);
  }
  if (const auto ip = IpAddress::parse(text)) {
    const auto again = IpAddress::parse(ip->text());
    CHECK(again && again->key() == ip->key() && again->scope() == ip->scope());
  }
  return 0;
}
