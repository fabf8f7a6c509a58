#include "mail/mailbox.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace usher::mail {
namespace {

constexpr std::size_t kMaxLocalPart = 64;  // RFC 5321, 4.5.3.1
constexpr std::size_t kMaxAddress = 254;

bool is_local_character(char c) {
  return is_ascii_alphanumeric(c) ||
         std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_domain_character(char c) { return is_ascii_alphanumeric(c) || c == '-'; }

/// Returns whether the text is words of allowed characters, separated by single dots.
bool is_dotted(std::string_view text, bool (*allowed)(char)) {
  return !text.empty() && text.front() != '.' && text.back() != '.' &&
         text.find("..") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [&](char c) { return c == '.' || allowed(c); });
}

bool is_address(std::string_view text) {
  const std::size_t at = text.rfind('@');
  return at != std::string_view::npos && text.size() <= kMaxAddress && at <= kMaxLocalPart &&
         is_dotted(text.substr(0, at), is_local_character) &&
         is_dotted(text.substr(at + 1), is_domain_character);
}

/// Reads a display name and removes its quotes. Returns false if quotes or brackets are misplaced.
bool read_name(std::string_view text, std::string& name) {
  if (!is_utf8(text) || has_control_characters(text)) return false;
  if (!text.starts_with('"')) {
    name = text;
    return text.find_first_of("\"<>") == std::string_view::npos;
  }
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1 == text.size();
    if (text[i] == '\\' && ++i == text.size()) return false;
    name += text[i];
  }
  return false;
}

}  // namespace

Mailbox parse_mailbox(std::string_view mailbox) {
  mailbox = trim(mailbox);
  if (!mailbox.ends_with('>')) {
    return is_address(mailbox) ? Mailbox{"", std::string(mailbox)} : Mailbox{};
  }
  const std::size_t open = mailbox.rfind('<');
  if (open == std::string_view::npos) return {};
  const std::string_view address = mailbox.substr(open + 1, mailbox.size() - open - 2);
  Mailbox out;
  if (!is_address(address) || !read_name(trim(mailbox.substr(0, open)), out.name)) return {};
  out.address = address;
  return out;
}

}  // namespace usher::mail
