#include "domain/refusal.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "domain/refusal_words.hpp"

namespace usher::domain {
namespace {

constexpr std::size_t kMaxReply = 4096;

/// An enhanced status code (RFC 3463): "5.1.1".
struct EnhancedCode {
  int group = 0;  ///< 4 or 5
  int subject = 0;
  int detail = 0;
};

constexpr bool is_decimal_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads up to three digits. Returns nullopt if there is none, or more.
std::optional<int> cut_number(std::string_view& text) {
  std::size_t digits = 0;
  while (digits < text.size() && is_decimal_digit(text[digits])) ++digits;
  if (digits == 0 || digits > 3) return std::nullopt;
  const auto number = parse_integer<int>(text.substr(0, digits));
  text.remove_prefix(digits);
  return number;
}

/// Reads the code with which the text begins. A fourth number makes it another thing, such as an
/// IP address.
std::optional<EnhancedCode> code_at(std::string_view text) {
  if (text.size() < 5 || (text[0] != '4' && text[0] != '5') || text[1] != '.') return std::nullopt;
  EnhancedCode code{text[0] - '0', 0, 0};
  text.remove_prefix(2);
  const auto subject = cut_number(text);
  if (!subject || !text.starts_with('.')) return std::nullopt;
  text.remove_prefix(1);
  const auto detail = cut_number(text);
  if (!detail) return std::nullopt;
  if (!text.empty() && (is_ascii_alphanumeric(text[0]) || text[0] == '@')) return std::nullopt;
  if (text.size() > 1 && (text[0] == '.' || text[0] == '-') && is_ascii_alphanumeric(text[1])) {
    return std::nullopt;
  }
  code.subject = *subject;
  code.detail = *detail;
  return code;
}

/// Returns all codes in the text, wherever they stand ("(#5.1.1)", "5.7.1:").
std::vector<EnhancedCode> codes_in(std::string_view text) {
  std::vector<EnhancedCode> out;
  for (std::size_t i = 0; i + 5 <= text.size(); ++i) {
    if (i > 0 && (is_ascii_alphanumeric(text[i - 1]) || text[i - 1] == '.')) continue;
    if (const auto code = code_at(text.substr(i))) out.push_back(*code);
  }
  return out;
}

/// Returns the first digit of the reply code ("550 …", "550-…"), or 0.
int group_of_reply(std::string_view text) {
  const auto is_reply_code = [&](std::size_t at) {
    return (text[at] == '4' || text[at] == '5') && is_decimal_digit(text[at + 1]) &&
           is_decimal_digit(text[at + 2]) &&
           (at + 3 == text.size() || text[at + 3] == ' ' || text[at + 3] == '-');
  };
  for (std::size_t i = 0; i + 3 <= text.size(); ++i) {
    const bool begins = i == 0 || (!is_ascii_alphanumeric(text[i - 1]) && text[i - 1] != '.');
    if (begins && is_reply_code(i)) return text[i] - '0';
  }
  return 0;
}

// Unknown mailbox, unknown host, bad syntax, moved without a forwarding address, mailbox disabled,
// null MX (RFC 7505), and Exchange Online's "the remote server reports an unknown recipient".
constexpr std::array<std::pair<int, int>, 7> kNoMailboxCodes = {
    {{1, 1}, {1, 2}, {1, 3}, {1, 6}, {2, 1}, {1, 10}, {1, 351}}};
// Bad sender (also Exchange's 20 and 90), message too long.
constexpr std::array<std::pair<int, int>, 6> kPolicyCodes = {
    {{1, 7}, {1, 8}, {1, 20}, {1, 90}, {2, 3}, {3, 4}}};
// Ambiguous address, mailbox full, mailing list not expanded.
constexpr std::array<std::pair<int, int>, 3> kUndeliverableCodes = {{{1, 4}, {2, 2}, {2, 4}}};

/// Returns what the code alone means; nullopt if it is unspecific or unknown.
std::optional<RefusalCause> cause_of(const EnhancedCode& code) {
  const std::pair pair(code.subject, code.detail);
  const auto is_in = [&](const auto& table) {
    return std::find(table.begin(), table.end(), pair) != table.end();
  };
  if (code.detail == 0) return std::nullopt;
  if (code.subject == 6 || code.subject == 7 || is_in(kPolicyCodes)) return RefusalCause::policy;
  if (code.subject == 4 || code.group == 4 || is_in(kUndeliverableCodes)) {
    return RefusalCause::undeliverable;
  }
  if (is_in(kNoMailboxCodes)) return RefusalCause::no_mailbox;
  return std::nullopt;
}

/// The codes and words of one refusal.
struct Evidence {
  std::vector<EnhancedCode> codes;  ///< the most authoritative first
  int reply_group = 0;              ///< of the reply code; 0: there is none
  RefusalWords words;
};

bool has_subject(const Evidence& evidence, int subject) {
  return std::any_of(evidence.codes.begin(), evidence.codes.end(),
                     [&](const EnhancedCode& code) { return code.subject == subject; });
}

bool is_permanent(const Evidence& evidence) {
  if (evidence.reply_group != 0) return evidence.reply_group == 5;
  return evidence.codes.empty() || evidence.codes.front().group == 5;
}

RefusalCause cause_of_words(const Evidence& evidence) {
  const RefusalWords& words = evidence.words;
  if (words.no_mailbox && !words.policy && !words.full) return RefusalCause::no_mailbox;
  if (words.no_mailbox || words.full) return RefusalCause::undeliverable;
  if (words.policy || has_subject(evidence, 7) || has_subject(evidence, 6)) {
    return RefusalCause::policy;
  }
  // 5.1.0: the address is at fault, in a way that has no code.
  return words.address_rejected && has_subject(evidence, 1) ? RefusalCause::no_mailbox
                                                            : RefusalCause::undeliverable;
}

/// Returns the cause if a code states that there is no mailbox, which other parts may contradict.
RefusalCause confirm_no_mailbox(const Evidence& evidence) {
  const bool policy_code =
      std::any_of(evidence.codes.begin(), evidence.codes.end(),
                  [](const EnhancedCode& code) { return cause_of(code) == RefusalCause::policy; });
  if (policy_code) return RefusalCause::policy;
  if (evidence.words.no_mailbox) return RefusalCause::no_mailbox;
  if (evidence.words.policy) return RefusalCause::policy;
  return evidence.words.full ? RefusalCause::undeliverable : RefusalCause::no_mailbox;
}

RefusalCause decide(const Evidence& evidence) {
  // A server that verifies senders quotes the reply about the sender's mailbox.
  if (evidence.words.sender) return RefusalCause::policy;
  RefusalCause cause = cause_of_words(evidence);
  for (const EnhancedCode& code : evidence.codes) {
    const auto found = cause_of(code);
    if (!found) continue;
    cause = *found == RefusalCause::no_mailbox ? confirm_no_mailbox(evidence) : *found;
    break;
  }
  if (cause == RefusalCause::no_mailbox && !is_permanent(evidence)) {
    return RefusalCause::undeliverable;
  }
  return cause;
}

}  // namespace

RefusalCause refusal_cause(std::string_view reply) { return report_cause({}, reply); }

RefusalCause report_cause(std::string_view status, std::string_view diagnostic) {
  diagnostic = diagnostic.substr(0, kMaxReply);
  Evidence evidence;
  evidence.codes = codes_in(status.substr(0, 20));
  for (const EnhancedCode& code : codes_in(diagnostic)) evidence.codes.push_back(code);
  evidence.reply_group = group_of_reply(diagnostic);
  evidence.words = read_refusal_words(diagnostic);
  return decide(evidence);
}

std::string refusal_signature(std::string_view reply) {
  std::string out;
  reply = reply.substr(0, kMaxReply);
  bool first = true;
  while (!reply.empty()) {
    const std::size_t end = std::min(reply.find(' '), reply.size());
    const std::string_view word = reply.substr(0, end);
    reply.remove_prefix(std::min(end + 1, reply.size()));
    const bool varies =
        word.find('@') != std::string_view::npos ||
        (std::any_of(word.begin(), word.end(), is_decimal_digit) && codes_in(word).empty());
    if (!first) out += ' ';
    out += varies && !first ? "*" : ascii_lower(word);
    first = false;
  }
  return out;
}

}  // namespace usher::domain
