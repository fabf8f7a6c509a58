/// The account that an activation makes.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/key_ring.hpp"
#include "base/secret.hpp"
#include "domain/provisioning/activation.hpp"
#include "domain/provisioning/plan.hpp"

namespace usher::domain {

using AccountId = Id<struct AccountTag>;

/// Bytes of randomness behind each generated password (128 bits).
inline constexpr std::size_t kNonceBytes = 16;

struct Account {
  AccountId id;
  ActivationId activation;
  PlanId plan;
  std::string address;  ///< normalised e-mail of its owner
  std::string name;
  std::string company;
  std::string phone;
  Language language = Language::en;
  bool is_usa = false;  ///< the cost centre: false is the euro zone
  std::string nonce;    ///< empty once the mail server has taken the credentials mail
  std::string key_id;   ///< of the key that makes a password out of the nonce
  /// SHA-256 of the generated password, 32 bytes; of one that was chosen Argon2id's text.
  std::string password_hash;
  TimePoint created_at;
  std::optional<TimePoint> expires_at;
  std::optional<TimePoint> credentials_reissued_at;  ///< when staff last had new credentials sent
  std::optional<TimePoint>
      password_chosen_at;  ///< when the owner chose the password; nothing: generated

  /// When it got the password that it has.
  TimePoint password_set_at() const;
  bool is_expired(TimePoint now) const { return expires_at && *expires_at <= now; }
};

/// "m1234": what the applicant signs in with.
std::string user_name_of(AccountId id);
/// The account with that user name, if it can be one's: any case, white space around it is ignored.
std::optional<AccountId> parse_user_name(std::string_view user_name);

/// The password that belongs to a nonce: 26 characters, 128 bits. Computed again whenever its mail
/// is, never stored.
Secret generated_password(const Key& key, std::string_view nonce);

/// Left part of the Message-ID of the mail that carries that password: the same for every repeat of
/// the mail, another one after a resend.
std::string message_id_part(const Key& key, std::string_view nonce);

}  // namespace usher::domain
