#include "domain/mailing/bounce.hpp"

#include <algorithm>
#include <array>

namespace usher::domain {
namespace {

// The codes of: unknown mailbox, unknown host, bad syntax, moved without a forwarding address, null
// MX (RFC 7505), mailbox disabled.
constexpr std::array<std::string_view, 6> kBad = {"5.1.1", "5.1.2",  "5.1.3",
                                                  "5.1.6", "5.1.10", "5.2.1"};

std::string_view cut_word(std::string_view& text) {
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view out = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return out;
}

}  // namespace

bool is_bad_address(std::string_view status) {
  return std::find(kBad.begin(), kBad.end(), cut_word(status)) != kBad.end();
}

bool reply_means_bad_address(std::string_view reply) {
  const std::string_view code = cut_word(reply);
  if (reply.starts_with("5.")) return is_bad_address(reply);
  return code == "550" || code == "551" || code == "553";
}

}  // namespace usher::domain
