#include "service/access/password.hpp"

#include <algorithm>
#include <vector>

#include "domain/access/password.hpp"
#include "domain/email.hpp"
#include "domain/provisioning/account_status.hpp"
#include "domain/provisioning/task.hpp"
#include "service/access/grant.hpp"
#include "service/provisioning/activation_lock.hpp"
#include "store/access/authorization.hpp"
#include "store/access/password_reset.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/audit.hpp"
#include "store/provisioning/plan.hpp"
#include "store/provisioning/task.hpp"

namespace usher::service {
namespace {

using domain::Account;
using store::ReadTx;
using store::WriteTx;
using StoredReset = store::password_reset::PasswordReset;

/// The number of newest accounts of an address that receive a link. Owners of older accounts must
/// enter the user name.
constexpr std::int64_t kMaxAccountsOfAnAddress = 3;

std::vector<Account> find_accounts(ReadTx& tx, const std::string& name_or_address) {
  if (const auto id = domain::parse_user_name(name_or_address)) {
    const auto account = store::account::find(tx, *id);
    return account ? std::vector{*account} : std::vector<Account>{};
  }
  const auto email = domain::parse_email(name_or_address);
  if (!email) return {};
  auto accounts = store::account::find_by_address(tx, email->address, kMaxAccountsOfAnAddress);
  std::reverse(accounts.begin(),
               accounts.end());  // oldest first, which is the order of locks
  return accounts;
}

Error no_link(std::string_view reason) { return Error{Errc::conflict, std::string(reason)}; }

bool is_live(const StoredReset& reset, TimePoint now) { return now < reset.expires_at; }

/// Returns the account if `token` belongs to its live reset link.
std::optional<Account> verify_link(ReadTx& tx, const Keys& keys, domain::AccountId id,
                                   std::optional<Account> account, const Secret& token) {
  const auto reset = store::password_reset::find(tx, id);
  if (!account || !reset || !is_live(*reset, tx.now())) return std::nullopt;
  const auto status = domain::status_of(*account, tx.now());
  if (!domain::may(status, domain::Capability::sign_in) || !account->nonce.empty()) {
    return std::nullopt;
  }
  const Secret real = domain::reset_token(keys.get(reset->key_id), id, reset->nonce);
  if (!constant_time_equal(real.reveal(), token.reveal())) return std::nullopt;
  return account;
}

/// Returns the reset to store for a request. Returns `conflict` if no link may be sent.
Result<StoredReset> next_reset(ReadTx& tx, const OwnerTools& tools, const Account& account,
                               ResetRequester requester) {
  const auto status = domain::status_of(account, tx.now());
  if (!domain::may(status, domain::Capability::sign_in)) {
    return no_link(domain::refusal_of(status));
  }
  if (!account.nonce.empty() || store::task::find_by_activation(tx, account.activation)) {
    return no_link("A mail to its owner is on its way already.");
  }
  StoredReset reset;
  reset.account = account.id;
  reset.nonce = tools.random.bytes(domain::kNonceBytes);
  reset.key_id = tools.keys.newest().id();
  reset.created_at = reset.requests_since = tx.now();
  reset.expires_at = tx.now() + domain::kResetLinkLife;
  const auto last = store::password_reset::find(tx, account.id);
  if (!last || requester == ResetRequester::staff) return reset;
  if (tx.now() < last->created_at + domain::kResetLinkPause) {
    return no_link("A link to choose a password went out just now.");
  }
  if (tx.now() < last->requests_since + domain::kResetLinksCountedFor) {
    if (last->requests >= domain::kMaxResetLinks) {
      return no_link("No more links to choose a password go to this account today.");
    }
    reset.requests = last->requests + 1;
    reset.requests_since = last->requests_since;
  }
  if (is_live(*last, tx.now())) {
    // The link is repeated, because a stranger's request must not invalidate the owner's link.
    reset.nonce = last->nonce;
    reset.key_id = last->key_id;
  }
  return reset;
}

/// Sets the password and ends all sessions, reset links and unused codes of the account.
void set_chosen_password(WriteTx& tx, Account& account, const std::string& hash,
                         std::string_view reason) {
  account.password_hash = hash;
  account.password_chosen_at = tx.now();
  store::account::set_password(tx, account);
  store::password_reset::expire(tx, account.id);
  store::authorization::remove_unused(tx, {account.id, {}});
  store::session::remove_others(tx, account.id, 0);
  store::audit::insert(tx, reason, account.id, {});
}

}  // namespace

Result<Done> order_reset_link(WriteTx& tx, const OwnerTools& tools, const Account& account,
                              ResetRequester requester) {
  const auto reset = next_reset(tx, tools, account, requester);
  if (!reset) return reset.error();
  store::password_reset::put(tx, *reset);
  const store::task::NewTask mail{domain::TaskKind::resend, account.activation, tx.now()};
  store::task::insert(tx, std::span(&mail, 1));
  tx.wake_workers();
  return Done{};
}

Result<Done> request_password_reset(WriteTx& tx, const OwnerTools& tools,
                                    const std::string& name_or_address) {
  for (const Account& seen : find_accounts(tx, name_or_address)) {
    // This first check takes no locks, so that refused requests do not block other transactions.
    if (!next_reset(tx, tools, seen, ResetRequester::owner)) continue;
    lock_activation(tx, seen.activation);
    const auto account = store::account::lock(tx, seen.id);
    static_cast<void>(order_reset_link(tx, tools, *account, ResetRequester::owner));
  }
  return Done{};
}

std::optional<ResetTarget> find_password_reset(ReadTx& tx, const OwnerTools& tools,
                                               const Secret& token) {
  const auto id = domain::account_of_reset_token(token.reveal());
  if (!id) return std::nullopt;
  const auto account = verify_link(tx, tools.keys, *id, store::account::find(tx, *id), token);
  if (!account) return std::nullopt;
  return ResetTarget{*account, store::plan::get(tx, account->plan)->brand};
}

Result<NewSession> reset_password(WriteTx& tx, const OwnerTools& tools,
                                  const PasswordReset& reset) {
  const auto id = domain::account_of_reset_token(reset.token.reveal());
  auto account = id ? verify_link(tx, tools.keys, *id, store::account::lock(tx, *id), reset.token)
                    : std::nullopt;
  if (!account) return Error{Errc::not_found, "The link is used up or has expired."};
  set_chosen_password(tx, *account, reset.hash, "password chosen by a link");
  // Strangers may know the old password and may have granted access with it.
  revoke_all_grants(tx, {account->id, {}}, "password chosen by a link: access ended");
  return create_session(tx, tools.random, *account, reset.origin);
}

Result<NewSession> change_password(WriteTx& tx, const OwnerTools& tools,
                                   const PasswordChange& change) {
  const auto session = require_session(tx, change.cookie);
  if (!session) return session.error();
  if (change.proof.account() != session->account) {
    return Error{Errc::not_found, "The password is another account's."};
  }
  auto account = accept_proof(tx, change.proof);
  if (!account) return account.error();
  set_chosen_password(tx, *account, change.hash, "password changed by the owner");
  // The session gets a new cookie, because the old cookie may have been copied.
  return create_session(tx, tools.random, *account, change.origin);
}

}  // namespace usher::service
