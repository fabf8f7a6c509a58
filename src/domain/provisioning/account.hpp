/// Accounts, which activations create, and their generated credentials.
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

/// The number of random bytes from which a generated password is derived.
inline constexpr std::size_t kNonceBytes = 16;

/// An account as stored.
struct Account {
  AccountId id;
  ActivationId activation;
  PlanId plan;
  std::string address;  ///< the owner's normalised email address
  std::string name;
  std::string company;
  std::string phone;
  Language language = Language::en;
  bool is_usa = false;  ///< true for the cost centre USA, false for the euro zone
  std::string nonce;    ///< empty once the mail server has accepted the credentials mail
  std::string key_id;   ///< the id of the key that derives the password from the nonce
  /// The SHA-256 (32 bytes) of a generated password, or the Argon2id text of a chosen password.
  std::string password_hash;
  TimePoint created_at;
  std::optional<TimePoint> expires_at;
  std::optional<TimePoint> credentials_reissued_at;  ///< the last reissue by staff
  std::optional<TimePoint> password_chosen_at;       ///< nullopt if the password is generated

  /// Returns the time when the current password was set.
  TimePoint password_set_at() const;
};

/// Returns the name with which the owner signs in, such as "m1234".
std::string user_name_of(AccountId id);
/// Returns the account id in a user name, nullopt if it is malformed. Ignores case and white space
/// at both ends.
std::optional<AccountId> parse_user_name(std::string_view user_name);

/// Derives the password from a nonce: 26 characters, 128 bits. The password is never stored: each
/// attempt to send its mail derives it again.
Secret generated_password(const Key& key, std::string_view nonce);

/// Derives the left part of the Message-ID of the credentials mail. All attempts to send the mail
/// have the same Message-ID; new credentials have a new Message-ID.
std::string message_id_part(const Key& key, std::string_view nonce);

}  // namespace usher::domain
