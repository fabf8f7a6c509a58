#include "service/access/credential.hpp"

#include "base/digest.hpp"
#include "base/password.hpp"
#include "domain/access/password.hpp"
#include "domain/provisioning/account_status.hpp"
#include "service/provisioning/credentials_delivery.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service {
namespace {

/// The maximum length of a password in UTF-8, which has at most four bytes per character. Longer
/// input is rejected without hashing it.
constexpr std::size_t kMaxPasswordBytes = domain::kMaxPasswordLength * 4;

Error wrong_credentials() {
  return Error{Errc::not_found, "The user name or the password is wrong."};
}

}  // namespace

PasswordCandidate find_candidate(store::ReadTx& tx, const std::string& user_name) {
  const auto id = domain::parse_user_name(user_name);
  const auto account = id ? store::account::find(tx, *id) : std::nullopt;
  if (!account) return {};
  return {account->id, account->password_hash, account->password_chosen_at.has_value(),
          account->password_set_at()};
}

Result<PasswordProof> check_password(const PasswordCandidate& candidate, const Secret& password) {
  if (password.reveal().size() > kMaxPasswordBytes) return wrong_credentials();
  if (candidate.chosen) {
    if (!verify_password(candidate.password_hash, password)) return wrong_credentials();
    PasswordProof proof(candidate);
    if (needs_rehash(candidate.password_hash)) proof.rehashed_ = hash_password(password);
    return proof;
  }
  const std::string hash = sha256(password.reveal());
  const std::string placeholder(hash.size(), '\0');
  const bool right =
      constant_time_equal(hash, candidate.account ? candidate.password_hash : placeholder);
  if (!candidate.account || !right) {
    simulate_password_check(password);
    return wrong_credentials();
  }
  return PasswordProof(candidate);
}

Result<domain::Account> accept_proof(store::WriteTx& tx, const PasswordProof& proof) {
  const auto locked = lock_account(tx, proof.account());
  if (!locked || locked->account.password_hash != proof.password_hash_) return wrong_credentials();
  domain::Account account = locked->account;
  const auto status = domain::status_of(account, tx.now());
  if (!domain::may(status, domain::Capability::sign_in)) {
    return Error{Errc::not_found, std::string(domain::refusal_of(status))};
  }
  if (!confirm_delivery(tx, *locked)) return wrong_credentials();
  if (!proof.rehashed_.empty()) {
    account.password_hash = proof.rehashed_;
    store::account::set_password(tx, account);
  }
  return account;
}

bool must_choose_password(store::ReadTx& tx, const domain::Account& account) {
  return !account.password_chosen_at && store::plan::get(tx, account.plan)->choose_password;
}

}  // namespace usher::service
