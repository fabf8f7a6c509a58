/// Makes and verifies the signed tokens in the links and the Message-ID of a mail, which identify
/// its recipient. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/key_ring.hpp"
#include "domain/mailing/sending.hpp"

namespace usher::domain {

/// The purpose of a token. Tokens are not valid for another purpose.
enum class MailTokenKind : char {
  click = 'c',
  open = 'o',
  unsubscribe = 'u',
  confirm = 's',
  message_id = 'm',
};

/// The identity of a mail of a sending. `email_key` (domain/mailing/recipient.hpp) invalidates
/// tokens if the recipient's number is reused.
struct MailIdentity {
  SendingId sending;
  RecipientId recipient;
  std::string_view email_key;
};

/// Returns a token of lower-case characters, digits and '-'. The token has at most 47
/// characters, so that it fits into the local part of an address.
std::string mail_token(const Key& key, MailTokenKind kind, const MailIdentity& mail);
/// Returns the token of a tracked link, with the link's number and a checksum of its URL.
std::string click_token(const Key& key, const MailIdentity& mail, std::int64_t link,
                        std::string_view url);

/// A parsed and verified token.
struct MailToken {
  SendingId sending;
  RecipientId recipient;
  std::int64_t link = 0;
  std::string link_check;
  std::string recipient_check;
  std::string key_id;  ///< the id of the key that signed the token

  /// Returns whether the token is for this recipient's address.
  bool is_for(const Keys& keys, std::string_view email_key) const;
  /// Returns whether the token is for a link to this URL.
  bool matches_url(std::string_view url) const;
};
/// Parses and verifies a token. Returns nullopt if the token has another purpose or an
/// invalid signature.
std::optional<MailToken> parse_mail_token(const Keys& keys, MailTokenKind kind,
                                          std::string_view text);

}  // namespace usher::domain
