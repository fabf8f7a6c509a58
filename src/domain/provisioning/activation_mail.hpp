/// Tokens in the Message-ID and the envelope sender of the mails of an activation, by which a
/// report that a mail was not delivered finds its activation. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/key_ring.hpp"
#include "domain/provisioning/activation.hpp"

namespace usher::domain {

enum class ActivationMailKind : char {
  credentials = 'c',
  confirmation = 'f',
  reset = 'r',  ///< a link to choose a password
  moved = 'v',  ///< the notice to a former address
  alert = 'a',  ///< to support
};

/// Identifies one mail; every attempt to send it has the same identity.
struct ActivationMail {
  ActivationMailKind kind = ActivationMailKind::credentials;
  ActivationId activation;  ///< 0 for alerts
  /// Differs for each mail of the kind: the time in ms that the mail belongs to (new credentials
  /// have a new one), or the first alert's id.
  std::int64_t number = 0;
};

/// Returns a signed token of at most 45 lower-case letters, digits and '-'.
std::string activation_mail_token(const Key& key, const ActivationMail& mail);
/// Parses and verifies a token. Returns nullopt if it is malformed or not signed by a key of the
/// ring.
std::optional<ActivationMail> parse_activation_mail_token(const Keys& keys, std::string_view text);

}  // namespace usher::domain
