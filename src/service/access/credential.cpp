#include "service/access/credential.hpp"

#include "base/digest.hpp"
#include "base/password.hpp"
#include "domain/access/password.hpp"
#include "service/provisioning/activation_delivery.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service::credential {
namespace {

/// Bytes. What is longer is nobody's password, and not worth a hash of it.
constexpr std::size_t kLongest = domain::kLongestPassword * 4;

Error refused() { return Error{Errc::not_found, "The user name or the password is wrong."}; }

Candidate candidate_of(const std::optional<domain::Account>& account) {
  if (!account) return {};
  return {account->id, account->password_hash, account->password_chosen_at.has_value(),
          account->password_set_at()};
}

}  // namespace

Find::Output Find::operator()(store::WriteTx& tx, const Input& user_name) {
  const auto id = domain::parse_user_name(user_name);
  return candidate_of(id ? store::account::find(tx, *id) : std::nullopt);
}

Result<Proof> check(const Candidate& candidate, const Secret& password) {
  if (password.reveal().size() > kLongest) return refused();
  if (candidate.chosen) {
    if (!is_password(candidate.password_hash, password)) return refused();
    Proof proof(candidate);
    if (is_outdated(candidate.password_hash)) proof.rehashed_ = hash_password(password);
    return proof;
  }
  const std::string hash = sha256(password.reveal());
  const std::string nobody(hash.size(), '\0');
  const bool right =
      constant_time_equal(hash, candidate.account ? candidate.password_hash : nobody);
  if (!candidate.account || !right) {
    spend_a_password_check(password);
    return refused();
  }
  return Proof(candidate);
}

Result<domain::Account> enter(store::WriteTx& tx, const Proof& proof) {
  const auto taken = activation::take_account(tx, proof.account());
  if (!taken || taken->account.password_hash != proof.password_hash_) return refused();
  domain::Account account = taken->account;
  if (account.is_expired(tx.now())) {
    return Error{Errc::not_found, "This account has expired."};
  }
  if (!activation::note_delivery(tx, *taken)) return refused();
  if (!proof.rehashed_.empty()) {
    account.password_hash = proof.rehashed_;
    store::account::set_password(tx, account);
  }
  return account;
}

bool must_choose(store::WriteTx& tx, const domain::Account& account) {
  return !account.password_chosen_at && store::plan::get(tx, account.plan)->choose_password;
}

}  // namespace usher::service::credential
