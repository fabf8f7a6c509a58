#include "domain/missing_mailbox.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>

#include "base/text.hpp"

namespace usher::domain {
namespace {

/// The meaning of an enhanced status code (RFC 3463, 3 and its registry).
enum class Meaning { missing, other, unspecific };

struct Code {
  int subject = 0;
  int detail = 0;

  bool operator==(const Code&) const = default;
};

// Unknown mailbox, unknown host, bad syntax, moved without a forwarding address, null MX (RFC
// 7505), and Exchange's unknown recipient.
constexpr std::array kMissing = {Code{1, 1}, Code{1, 2},  Code{1, 3},
                                 Code{1, 6}, Code{1, 10}, Code{1, 351}};
constexpr Code kMailboxDisabled{2, 1};
constexpr Code kOtherAddressStatus{1, 0};
/// Larger details are not registered, with few exceptions, so that only the text is reliable.
constexpr int kMaxRegisteredDetail = 30;

// Texts of servers that give no specific code. Lower case.
constexpr std::string_view kMissingPhrases[] = {
    "user unknown",
    "unknown user",
    "unknown recipient",
    "recipient unknown",
    "unknown address",
    "address unknown",
    "unknown mailbox",
    "mailbox unknown",
    "unknown account",
    "account unknown",
    "unknown local part",
    "unknown local-part",
    "no such user",
    "no such recipient",
    "no such mailbox",
    "no such address",
    "no such account",
    "no such local user",
    "no such person",
    "no mailbox here",
    "no mailbox by that name",
    "no account by that name",
    "user not found",
    "mailbox not found",
    "recipient not found",
    "account not found",
    "address not found",
    "user not local",
    "user not known",
    "not a known user",
    "not a valid mailbox",
    "not a valid user",
    "does not exist",
    "doesn't exist",
    "doesn’t exist",
    "do not exist",
    "non-existent",
    "nonexistent",
    "doesn't have a",
    "does not have a",
    "invalid recipient",
    "invalid mailbox",
    "invalid user",
    "unrouteable address",
    "unroutable address",
    "not listed in",
    "no longer valid",
    "mailbox disabled",
    "mailbox is disabled",
    "account disabled",
    "account is disabled",
    "account has been disabled",
    "account that you tried to reach is disabled",
    "no longer available",
};
// Texts about the sender, the mail server, the content or a policy. Their words are decisive even
// if a phrase above occurs as well.
constexpr std::string_view kOtherPhrases[] = {
    "relay access",  "relaying",    "relay not permitted",
    "to relay",      "rcpthosts",   "blocked",
    "block list",    "blocklist",   "blacklist",
    "black list",    "dnsbl",       "spam",
    "reputation",    "sender",      "policy",
    "quota",         "full",        "too many",
    "access denied", "authenticat", "authorization",
    "greylist",      "try again",   "temporar",
};

std::optional<int> cut_number(std::string_view& text) {
  std::size_t size = 0;
  while (size < text.size() && size < 4 && text[size] >= '0' && text[size] <= '9') ++size;
  if (size == 0 || size > 3) return std::nullopt;
  const std::string_view digits = text.substr(0, size);
  text.remove_prefix(size);
  return parse_integer<int>(digits);
}

bool is_part_of_number(char c) { return (c >= '0' && c <= '9') || c == '.'; }

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Reads "5.1.1" at the beginning of `text`; nullopt for other texts, such as an IP address.
std::optional<Code> read_code(std::string_view text) {
  if (!text.starts_with("5.")) return std::nullopt;
  text.remove_prefix(2);
  const auto subject = cut_number(text);
  if (!subject || !text.starts_with('.')) return std::nullopt;
  text.remove_prefix(1);
  const auto detail = cut_number(text);
  if (!detail) return std::nullopt;
  // A full stop may end a sentence; a digit behind it continues a number.
  if (text.size() > 1 && text[0] == '.' && is_part_of_number(text[1])) return std::nullopt;
  if (!text.empty() && is_letter(text[0])) return std::nullopt;
  return Code{*subject, *detail};
}

bool contains_one_of(std::string_view text, std::span<const std::string_view> phrases) {
  return std::any_of(phrases.begin(), phrases.end(), [&](std::string_view phrase) {
    return text.find(phrase) != std::string_view::npos;
  });
}

/// `text`: in lower case.
Meaning meaning_of(const Code& code, std::string_view text) {
  if (std::find(kMissing.begin(), kMissing.end(), code) != kMissing.end()) return Meaning::missing;
  if (code == kMailboxDisabled) {
    // Gmail uses the code for mailboxes that receive too many mails at the moment.
    return text.find("rate") != std::string_view::npos ? Meaning::other : Meaning::missing;
  }
  if (code == kOtherAddressStatus && text.find("sender") == std::string_view::npos &&
      text.find("address rejected") != std::string_view::npos) {
    return Meaning::missing;
  }
  const bool registered = code.detail != 0 && code.detail <= kMaxRegisteredDetail;
  // Policies (subject 7) have details that no registry lists.
  return registered || code.subject == 7 ? Meaning::other : Meaning::unspecific;
}

/// Returns the meaning of the first specific code in `text`, in lower case.
Meaning first_meaning(std::string_view text) {
  for (std::size_t at = text.find("5."); at != std::string_view::npos;
       at = text.find("5.", at + 1)) {
    if (at > 0 && is_part_of_number(text[at - 1])) continue;
    const auto code = read_code(text.substr(at));
    if (!code) continue;
    const Meaning meaning = meaning_of(*code, text);
    if (meaning != Meaning::unspecific) return meaning;
  }
  return Meaning::unspecific;
}

/// Returns whether a reply has a temporary code: "452 4.2.2 …".
bool is_temporary(std::string_view text) {
  return text.size() > 3 && text[0] == '4' && text.find_first_not_of("0123456789") == 3;
}

}  // namespace

bool means_missing_mailbox(std::string_view status, std::string_view text) {
  status = trim(status);
  if (status.starts_with('4') || status.starts_with('2')) return false;
  std::string lower = ascii_lower(text);
  // "smtp; 550 …": the type of a Diagnostic-Code.
  std::string_view reply = lower;
  if (const std::size_t semicolon = reply.find(';'); semicolon < reply.find(' ')) {
    reply = trim(reply.substr(semicolon + 1));
  }
  if (is_temporary(reply)) return false;
  Meaning meaning = Meaning::unspecific;
  if (const auto code = read_code(status)) meaning = meaning_of(*code, lower);
  if (meaning == Meaning::unspecific) meaning = first_meaning(lower);
  if (meaning != Meaning::unspecific) return meaning == Meaning::missing;
  return contains_one_of(lower, kMissingPhrases) && !contains_one_of(lower, kOtherPhrases);
}

}  // namespace usher::domain
