#include "service/access/password.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "domain/access/password.hpp"
#include "domain/email.hpp"
#include "domain/provisioning/task.hpp"
#include "service/access/grant.hpp"
#include "service/provisioning/activation_taken.hpp"
#include "store/access/authorization.hpp"
#include "store/access/password_reset.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/audit.hpp"
#include "store/provisioning/plan.hpp"
#include "store/provisioning/task.hpp"

namespace usher::service::password {
namespace {

using domain::Account;
using Tx = store::WriteTx;
namespace resets = store::password_reset;

/// The newest ones; who has more has the user names.
constexpr std::int64_t kMaxAccountsOfAnAddress = 3;

/// The accounts that somebody may mean.
std::vector<Account> meant_by(Tx& tx, const std::string& who) {
  if (const auto id = domain::parse_user_name(who)) {
    const auto account = store::account::find(tx, *id);
    return account ? std::vector{*account} : std::vector<Account>{};
  }
  const auto email = domain::parse_email(who);
  if (!email) return {};
  auto accounts = store::account::find_by_address(tx, email->address, kMaxAccountsOfAnAddress);
  std::reverse(accounts.begin(), accounts.end());  // oldest first, as they are taken elsewhere
  return accounts;
}

Error refused(std::string_view why) { return Error{Errc::conflict, std::string(why)}; }

bool is_live(const resets::Reset& reset, TimePoint now) { return now < reset.expires_at; }

/// The account behind a link that is good at this moment.
std::optional<Account> account_of(Tx& tx, const Keys& keys, const Secret& token, bool take) {
  const auto id = domain::account_of_reset_token(token.reveal());
  if (!id) return std::nullopt;
  const auto account = take ? store::account::lock(tx, *id) : store::account::find(tx, *id);
  const auto reset = resets::find(tx, *id);
  if (!account || !reset || !is_live(*reset, tx.now())) return std::nullopt;
  if (account->is_expired(tx.now()) || !account->nonce.empty()) return std::nullopt;
  const Secret real = domain::reset_token(keys.get(reset->key_id), *id, reset->nonce);
  if (!constant_time_equal(real.reveal(), token.reveal())) return std::nullopt;
  return account;
}

/// What the next order would be; `conflict` when there is nothing to order.
Result<resets::Reset> next_order(Tx& tx, const Keys& keys, Random& random, const Account& account,
                                 By by) {
  if (account.is_expired(tx.now())) return refused("The account has expired.");
  if (!account.nonce.empty() || store::task::find_by_activation(tx, account.activation)) {
    return refused("A mail to its owner is on its way already.");
  }
  resets::Reset order;
  order.account = account.id;
  order.nonce = random.bytes(domain::kNonceBytes);
  order.key_id = keys.newest().id();
  order.created_at = order.requests_since = tx.now();
  order.expires_at = tx.now() + domain::kResetLinkLife;
  const auto last = resets::find(tx, account.id);
  if (!last || by == By::staff) return order;
  if (tx.now() < last->created_at + domain::kResetLinkPause) {
    return refused("A link to choose a password went out just now.");
  }
  if (tx.now() < last->requests_since + domain::kResetLinksCountedFor) {
    if (last->requests >= domain::kMaxResetLinks) {
      return refused("No more links to choose a password go to this account today.");
    }
    order.requests = last->requests + 1;
    order.requests_since = last->requests_since;
  }
  if (is_live(*last, tx.now())) {
    // The same link again: who asks for one must not be able to spoil the one that another has got.
    order.nonce = last->nonce;
    order.key_id = last->key_id;
  }
  return order;
}

}  // namespace

Result<void> order_reset(Tx& tx, const Keys& keys, Random& random, const Account& account, By by) {
  const auto order = next_order(tx, keys, random, account, by);
  if (!order) return order.error();
  resets::put(tx, *order);
  const store::task::NewTask mail{domain::TaskKind::resend, account.activation, tx.now()};
  store::task::insert(tx, std::span(&mail, 1));
  tx.wake_workers();
  return {};
}

void choose(Tx& tx, Account& account, std::string hash, std::string_view why) {
  account.password_hash = std::move(hash);
  account.password_chosen_at = tx.now();
  store::account::set_password(tx, account);
  resets::end(tx, account.id);
  store::authorization::remove_unused(tx, {account.id, {}});
  store::session::remove_others(tx, account.id, 0);
  store::audit::insert(tx, why, account.id, {});
}

Forget::Output Forget::operator()(Tx& tx, const Input& who) {
  for (const Account& seen : meant_by(tx, who)) {
    // Nothing is locked for who asks too often.
    if (!next_order(tx, keys_, random_, seen, By::owner)) continue;
    activation::lock_activation(tx, seen.activation);
    const auto account = store::account::lock(tx, seen.id);
    static_cast<void>(order_reset(tx, keys_, random_, *account, By::owner));
  }
  return {};
}

LookAtReset::Output LookAtReset::operator()(Tx& tx, const Input& token) {
  const auto account = account_of(tx, keys_, token, false);
  if (!account) return std::nullopt;
  return Found{*account, store::plan::get(tx, account->plan)->brand};
}

Reset::Output Reset::operator()(Tx& tx, const Input& input) {
  auto account = account_of(tx, keys_, input.token, true);
  if (!account) return Error{Errc::not_found, "The link is used up or has ended."};
  choose(tx, *account, input.hash, "password chosen by a link");
  // Whoever had the old password may have let something in.
  grant::end_all(tx, {account->id, {}}, "password chosen by a link: access ended");
  return session::begin(tx, random_, *account, input.place);
}

Change::Output Change::operator()(Tx& tx, const Input& input) {
  const auto session = session::authorize(tx, input.cookie);
  if (!session) return session.error();
  if (input.proof.account() != session->account) {
    return Error{Errc::not_found, "The password is another account's."};
  }
  auto account = credential::enter(tx, input.proof);
  if (!account) return account.error();
  choose(tx, *account, input.hash, "password changed by the owner");
  // Another cookie: somebody may have a copy of the old one.
  return session::begin(tx, random_, *account, input.place);
}

}  // namespace usher::service::password
