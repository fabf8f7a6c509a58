/// Checks user names and passwords of account owners.
///
/// Hashing a password takes longer than a transaction may take. So there are three steps:
/// `find_candidate` reads the account's hash, `check_password` checks the password on another
/// thread, and `accept_proof` locks the account in the transaction that needs the proof.
#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// The stored hash with which a password is compared.
struct PasswordCandidate {
  std::optional<domain::AccountId> account;  ///< nullopt if the user name is unknown
  std::string password_hash;
  bool chosen = false;  ///< true if the owner chose the password, false if it was generated
  TimePoint password_set_at{};
};
/// Returns the hash for a user name, which may have white space and capital letters.
PasswordCandidate find_candidate(store::ReadTx& tx, const std::string& user_name);

/// A proof that a caller has sent the right password of an account. Only `check_password` makes
/// proofs.
class PasswordProof {
 public:
  domain::AccountId account() const { return account_; }
  TimePoint password_set_at() const { return password_set_at_; }

 private:
  friend Result<PasswordProof> check_password(const PasswordCandidate& candidate,
                                              const Secret& password);
  friend Result<domain::Account> accept_proof(store::WriteTx& tx, const PasswordProof& proof);
  explicit PasswordProof(const PasswordCandidate& candidate)
      : account_(*candidate.account),
        password_hash_(candidate.password_hash),
        password_set_at_(candidate.password_set_at) {}

  domain::AccountId account_;
  std::string password_hash_;
  TimePoint password_set_at_;
  std::string rehashed_{};  ///< the hash at the current cost; empty if the cost is unchanged
};

/// Checks a password. Returns the same error for all failures, unknown user names included. Each
/// check takes the time of one Argon2id hash (docs/invariants.md, 15), except for passwords over
/// the maximum length. Must not be called on a socket thread.
Result<PasswordProof> check_password(const PasswordCandidate& candidate, const Secret& password);

/// Locks the account until the transaction ends. Returns `not_found` if its password has changed or
/// its status does not allow signing in. The first sign-in finishes the activation, because it
/// proves that the generated password was delivered (docs/invariants.md, 1).
Result<domain::Account> accept_proof(store::WriteTx& tx, const PasswordProof& proof);

/// Returns whether the account has a generated password although its plan requires a chosen
/// password.
bool must_choose_password(store::ReadTx& tx, const domain::Account& account);

}  // namespace usher::service
