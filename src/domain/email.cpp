#include "domain/email.hpp"

#include <idn2.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace usher::domain {
namespace {

constexpr std::size_t kMaxAddress = 254;  // octets (RFC 5321, 4.5.3.1.3, without < and >)
constexpr std::size_t kMaxLocalPart = 64;

Error invalid(const char* why) { return Error{Errc::invalid, why}; }

bool is_atom_text(char c) {  // RFC 5322, 3.2.3
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) != 0 || (byte != 0 && std::strchr("!#$%&'*+-/=?^_`{|}~", c) != nullptr);
}

bool is_dot_atom(std::string_view text) {
  if (text.empty() || text.front() == '.' || text.back() == '.') return false;
  if (text.find("..") != std::string_view::npos) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return c == '.' || is_atom_text(c); });
}

bool is_quoted(std::string_view text) {
  if (text.size() < 3 || text.front() != '"' || text.back() != '"') return false;
  text = text.substr(1, text.size() - 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte > 0x7E || text[i] == '"') return false;
    if (text[i] == '\\' && ++i == text.size()) return false;
  }
  return true;
}

bool is_host_label(std::string_view label) {
  if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') {
    return false;
  }
  return std::all_of(label.begin(), label.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; });
}

bool is_mail_domain(std::string_view domain) {
  if (domain.size() > 253) return false;
  int labels = 0;
  std::string_view last;
  while (true) {
    const std::size_t dot = domain.find('.');
    last = domain.substr(0, dot);
    if (!is_host_label(last)) return false;
    ++labels;
    if (dot == std::string_view::npos) break;
    domain.remove_prefix(dot + 1);
  }
  // A top-level domain is never all digits: that would be an IPv4 address.
  const bool digits =
      std::all_of(last.begin(), last.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  return labels >= 2 && !digits;
}

}  // namespace

Result<std::string> normalise_domain(std::string_view domain) {
  const bool ascii =
      std::all_of(domain.begin(), domain.end(), [](unsigned char c) { return c < 0x80; });
  std::string out = ascii_lower(domain);
  // Most names are ASCII without A-labels and need no IDNA conversion.
  if (!ascii || out.find("xn--") != std::string::npos) {
    const std::string zero_ended(domain);
    if (zero_ended.find('\0') != std::string::npos) return invalid("has an invalid domain");
    char* converted = nullptr;
    const int status =
        idn2_to_ascii_8z(zero_ended.c_str(), &converted, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    const std::unique_ptr<char, void (*)(void*)> owner(converted, idn2_free);
    if (status != IDN2_OK) return invalid("has an invalid domain");
    out = ascii_lower(converted);
  }
  if (!is_mail_domain(out)) return invalid("has an invalid domain");
  return out;
}

Result<Email> parse_email(std::string_view text) {
  text = trim(text);
  if (!is_utf8(text) || has_control_characters(text)) return invalid("is not an email address");
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos) return invalid("is not an email address: it has no '@'");
  const std::string_view local = text.substr(0, at);
  const bool ascii =
      std::all_of(local.begin(), local.end(), [](unsigned char c) { return c < 0x80; });
  if (!ascii) return invalid("must have only ASCII characters before '@'");
  if (local.size() > kMaxLocalPart || !(is_dot_atom(local) || is_quoted(local))) {
    return invalid("is not an email address: the part before '@' is invalid");
  }
  Result<std::string> domain = normalise_domain(text.substr(at + 1));
  if (!domain) return domain.error();
  Email email{std::string(local) + '@' + *domain, *domain};
  if (email.address.size() > kMaxAddress) return invalid("must be at most 254 characters long");
  return email;
}

Result<Email> parse_sender(std::string_view text) {
  Result<Email> email = parse_email(text);
  if (!email || !email->address.starts_with('"')) return email;
  return invalid("must not be quoted before '@'");
}

std::int64_t address_key(std::string_view address) {
  const std::string digest = sha256(address);
  std::int64_t key = 0;
  std::memcpy(&key, digest.data(), sizeof key);
  return key;
}

}  // namespace usher::domain
