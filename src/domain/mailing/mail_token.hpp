/// What the links of a mail, and its Message-ID, say about whom they were made for: text that
/// nobody can make up. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/key_ring.hpp"
#include "domain/mailing/sending.hpp"

namespace usher::domain {

/// What a token is good for; a token for one thing is none for another.
enum class MailTokenKind : char {
  click = 'c',
  open = 'o',
  unsubscribe = 'u',
  confirm = 's',
  message_id = 'm',
};

/// One mail of a sending. `email_key` is its recipient's (domain/mailing/recipient.hpp): numbers
/// may be given again to somebody else, and then the token opens nothing.
struct MailIdentity {
  SendingId sending;
  RecipientId recipient;
  std::string_view email_key;
};

/// Lower-case characters, digits and '-': at most 47 of them without a link, so that it fits into
/// an address as well.
std::string mail_token(const Key& key, MailTokenKind kind, const MailIdentity& mail);
/// For a click: with the link's number and a check of where it leads.
std::string click_token(const Key& key, const MailIdentity& mail, std::int64_t link,
                        std::string_view url);

/// A token that is ours.
struct MailToken {
  SendingId sending;
  RecipientId recipient;
  std::int64_t link = 0;
  std::string link_check;
  std::string recipient_check;
  std::string key_id;  ///< of the key that it was made with

  /// Whether it was made for this recipient's address.
  bool is_for(const Keys& keys, std::string_view email_key) const;
  /// Whether it was made for a link to there.
  bool matches_url(std::string_view url) const;
};
/// Nothing when it was not made for this, or not by us.
std::optional<MailToken> parse_mail_token(const Keys& keys, MailTokenKind kind,
                                          std::string_view text);

}  // namespace usher::domain
