#include "domain/refusal_words.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

#include "base/text.hpp"

namespace usher::domain {
namespace {

constexpr std::size_t kMaxText = 4096;

// In phrases, '*' stands for at most one word and a word ending with '-' for a prefix. "addr" is
// an address.
constexpr std::string_view kNoMailbox[] = {
    "user * unknown",
    "user * is unknown",
    "unknown user",
    "unknown * user",
    "unknown or invalid user",
    "unknown recipient",
    "unknown * recipient",
    "recipient * unknown",
    "recipient * is unknown",
    "recipients unknown",
    "unknown mailbox",
    "mailbox * unknown",
    "unknown address",
    "unknown email address",
    "unknown to address",
    "address unknown",
    "address is unknown",
    "addressee unknown",
    "unknown addressee",
    "unknown account",
    "account unknown",
    "unknown local part",
    "unknown alias",
    "unknown or illegal alias",
    "no such user",
    "no such local user",
    "no such recipient",
    "no such mailbox",
    "no such account",
    "no such address",
    "no such email",
    "no such person",
    "no such customer",
    "no such subscriber",
    "no such addressee",
    "no such alias",
    "no such virtual user",
    "no mailbox here",
    "no mailbox by that name",
    "no mailbox found",
    "no account by that name",
    "no user by that name",
    "no one by that name",

    "user not found",
    "user addr not found",
    "mailbox not found",
    "recipient not found",
    "recipient address not found",
    "recipient addr not found",
    "account not found",
    "address not found",
    "addressee not found",
    "recipnotfound",
    "recipientnotfound",
    "invalid recipient",
    "invalid recipients",
    "recipient is invalid",
    "invalid mailbox",
    "mailbox invalid",
    "mailbox is invalid",
    "invalid user",
    "invalid local part",
    "not a valid user",
    "not a valid mailbox",
    "not a valid recipient",
    "not a valid account",
    "not a valid email",
    "not a valid address",
    "not a known user",
    "isnt a known user",
    "user not known",
    "user is not known",
    "recipient not known",
    "recipient is not known",
    "mailbox not known",
    "not our customer",
    "not our user",
    "not listed in domino directory",
    "not listed in public name",
    "mailbox unavailable",
    "mailbox is unavailable",
    "mailbox not available",
    "unrouteable address",
    "unroutable address",
    "bad destination mailbox",
    "bad destination email",
    "doesnt have a * * account",
    "does not have a * * account",
    "doesnt have an account",
    "does not have an account",
    "empfänger unbekannt",
    "benutzer unbekannt",
    "unbekannter empfänger",
    "unbekannter benutzer",
    "utente sconosciuto",
    "destinatario sconosciuto",
    "utilisateur inconnu",
    "destinataire inconnu",
    "usuario desconocido",
    "usuario no existe",
    "destinatario desconocido",
};
// Phrases that mean a missing mailbox only beside one of kMailboxNouns.
constexpr std::string_view kMissing[] = {
    "not exist",          "not exists",       "doesnt exist",    "didnt exist",
    "nonexistent",        "non existent",     "non existing",    "nonexisting",
    "no longer exists",   "no longer exist",  "no longer valid", "no longer in use",
    "could not be found", "couldnt be found", "cannot be found", "cant be found",
    "was not found",      "wasnt found",
};
constexpr std::string_view kMailboxNouns[] = {"user",    "mailbox", "recipient", "account",
                                              "address", "inbox",   "addressee", "person"};
// With these words the missing thing is another one.
constexpr std::string_view kOtherNouns[] = {"sender", "from", "host", "hostname", "helo",
                                            "ptr",    "dns",  "spf",  "record",   "route"};
constexpr std::string_view kAddressRejected[] = {"address rejected", "recipient rejected",
                                                 "address * rejected", "recipient * rejected"};
constexpr std::string_view kFull[] = {"mailbox full",       "mailbox is full", "mailbox * full",
                                      "inbox full",         "inbox is full",   "quota",
                                      "overquota",          "storage",         "insufficient",
                                      "mailfolder is full", "account is full"};
constexpr std::string_view kSender[] = {
    "sender address",   "sender rejected", "sender denied",  "sender verify",  "sender domain",
    "sender policy",    "sender id",       "sender callout", "sender blocked", "sender email",
    "domain of sender", "from address",    "bad sender",     "invalid sender", "unknown sender"};
constexpr std::string_view kPolicy[] = {
    // the client or its relaying
    "relay denied", "relaying denied", "relay access denied", "relay not permitted",
    "relay not allowed", "relaying not permitted", "relaying not allowed", "relay prohibited",
    "relaying prohibited", "relay operation rejected", "relaying is denied", "relaying is not",
    "unable to relay", "cannot relay", "cant relay", "not relay", "not permitted to relay",
    "not allowed to relay", "no relaying", "we do not relay", "rcpthosts", "spf", "dkim", "dmarc",
    "authentication required", "authentication is required", "must authenticate",
    "not authenticated", "unauthenticated", "authenticate first", "authenticate before",
    "not authorized", "not authorised", "unauthorized", "not permitted", "not allowed",
    "access denied", "permission denied", "access forbidden", "administrative prohibition",
    "administratively", "prohibited", "forbidden", "banned", "block", "blocked", "blocking",
    "blocklist-", "blacklist-", "black listed", "block listed", "block list", "black list",
    "denylist-", "dnsbl", "dnsbls", "rbl", "rbls", "spamhaus", "spamcop", "barracuda-",
    "reputation", "client host", "client rejected", "your ip", "your host", "your server",
    "your network", "reverse dns", "ptr record", "rdns", "helo", "ehlo", "bad helo",
    // the mail
    "spam", "spammy", "spamming", "spammer", "spammers", "spamassassin", "antispam", "junk",
    "unsolicited", "bulk mail", "virus", "malware", "phishing", "content rejected",
    "content denied", "message content", "suspicious", "policy", "policies", "too large", "too big",
    "size limit", "message size", "maximum size", "message rejected", "message refused",
    "local policy", "filter", "filtered",
    // the rate
    "rate", "too many", "too quickly", "too fast", "throttled", "throttling", "greylist-",
    "graylist-", "greylisted", "temporarily", "temporary", "try again", "try later", "retry later",
    "concurrent", "connection limit", "limit exceeded", "limit reached"};

/// Splits text into lower-case words. An address becomes "addr"; apostrophes, numbers and URLs are
/// dropped.
class WordSplitter {
 public:
  explicit WordSplitter(std::string_view text) : text_(ascii_lower(text.substr(0, kMaxText))) {}

  std::vector<std::string> run() {
    std::size_t at = 0;
    while (at < text_.size()) {
      const std::size_t end = std::min(text_.find_first_of(" \t\r\n", at), text_.size());
      add_chunk(std::string_view(text_).substr(at, end - at));
      at = end + 1;
    }
    return std::move(words_);
  }

 private:
  static bool is_word_char(char c) {
    return is_ascii_alphanumeric(c) || static_cast<unsigned char>(c) >= 0x80;
  }
  static bool is_address_char(char c) {
    return is_word_char(c) || std::string_view(".+-_=%&'!#$*/?^`{|}~").find(c) != npos;
  }

  void add_chunk(std::string_view chunk) {
    if (const std::size_t url = chunk.find("://"); url != npos) {
      // Words before the URL may touch it: "denied;https://…".
      const std::size_t scheme =
          chunk.substr(0, url).find_last_not_of("abcdefghijklmnopqrstuvwxyz");
      return add_words(scheme == npos ? std::string_view() : chunk.substr(0, scheme + 1));
    }
    const std::size_t sign = chunk.find('@');
    if (sign == npos || sign == 0) return add_words(chunk);
    std::size_t begin = sign;
    while (begin > 0 && is_address_char(chunk[begin - 1])) --begin;
    std::size_t end = sign + 1;
    while (end < chunk.size() && is_address_char(chunk[end])) ++end;
    add_words(chunk.substr(0, begin));
    words_.emplace_back("addr");
    add_words(chunk.substr(end));
  }

  void add_words(std::string_view text) {
    std::string word;
    for (const char c : text) {
      if (is_word_char(c)) {
        word += c;
      } else if (c != '\'') {
        add_word(word);
      }
    }
    add_word(word);
  }

  void add_word(std::string& word) {
    const bool number = word.find_first_not_of("0123456789") == npos;
    if (!number) words_.push_back(word);
    word.clear();
  }

  static constexpr std::size_t npos = std::string_view::npos;
  const std::string text_;
  std::vector<std::string> words_;
};

using Words = std::span<const std::string>;

/// Returns whether the words begin with the phrase.
bool begins_with_phrase(Words words, std::string_view phrase) {
  if (phrase.empty()) return true;
  const std::size_t end = std::min(phrase.find(' '), phrase.size());
  const std::string_view first = phrase.substr(0, end);
  const std::string_view rest = phrase.substr(std::min(end + 1, phrase.size()));
  if (first == "*") {
    return begins_with_phrase(words, rest) ||
           (!words.empty() && begins_with_phrase(words.subspan(1), rest));
  }
  if (words.empty()) return false;
  const bool same = first.ends_with('-') ? words[0].starts_with(first.substr(0, first.size() - 1))
                                         : words[0] == first;
  return same && begins_with_phrase(words.subspan(1), rest);
}

bool contains_any(Words words, std::span<const std::string_view> phrases) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (const std::string_view phrase : phrases) {
      if (begins_with_phrase(words.subspan(i), phrase)) return true;
    }
  }
  return false;
}

}  // namespace

RefusalWords read_refusal_words(std::string_view text) {
  const std::vector<std::string> words = WordSplitter(text).run();
  RefusalWords out;
  out.no_mailbox = contains_any(words, kNoMailbox) ||
                   (contains_any(words, kMissing) && contains_any(words, kMailboxNouns) &&
                    !contains_any(words, kOtherNouns));
  out.address_rejected = contains_any(words, kAddressRejected);
  out.full = contains_any(words, kFull);
  out.sender = contains_any(words, kSender);
  out.policy = contains_any(words, kPolicy);
  return out;
}

}  // namespace usher::domain
