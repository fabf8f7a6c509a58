/// Who an account's owner says to be, and whether it is true.
///
/// Three stops, because a hash takes longer than a transaction may: look the candidate up, check
/// the password on a thread of its own, and go on in the transaction that needs it with the proof.
#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::service::credential {

/// What a password is compared with.
struct Candidate {
  std::optional<domain::AccountId> account;  ///< nothing: nobody has that user name
  std::string password_hash;
  bool chosen = false;  ///< by its owner; else generated
  TimePoint password_set_at{};
};

/// Changes nothing.
struct Find {
  using Input = std::string;  ///< a user name as it was typed
  using Output = Candidate;
  Output operator()(store::WriteTx& tx, const Input& user_name);
};

/// That somebody knew an account's password a moment ago. Only `check` makes one.
class Proof {
 public:
  domain::AccountId account() const { return account_; }
  TimePoint password_set_at() const { return password_set_at_; }

 private:
  friend Result<Proof> check(const Candidate& candidate, const Secret& password);
  friend Result<domain::Account> enter(store::WriteTx& tx, const Proof& proof);
  explicit Proof(const Candidate& candidate)
      : account_(*candidate.account),
        password_hash_(candidate.password_hash),
        password_set_at_(candidate.password_set_at) {}

  domain::AccountId account_;
  std::string password_hash_;  ///< that it was true of
  TimePoint password_set_at_;
  std::string rehashed_{};  ///< the same at today's cost, when that has changed
};

/// One error for every way of being wrong, an unknown user name among them, and each takes one
/// Argon2id (hard points, 15), but for what is too long to be anybody's password. Not on a socket
/// thread.
Result<Proof> check(const Candidate& candidate, const Secret& password);

/// The account, which nobody else can change until the transaction ends. `not_found` when its
/// password has been changed since, or when it may not be used. The first time counts as the
/// delivery of the generated password (hard points, 1).
Result<domain::Account> enter(store::WriteTx& tx, const Proof& proof);

/// The plan asks for a password of the owner's own, and the account still has the generated one.
bool must_choose(store::WriteTx& tx, const domain::Account& account);

}  // namespace usher::service::credential
