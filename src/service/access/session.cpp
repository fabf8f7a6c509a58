#include "service/access/session.hpp"

#include "base/check.hpp"
#include "base/digest.hpp"
#include "service/access/grant.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service {
namespace {

using store::ReadTx;
using store::WriteTx;

/// The maximum number of sessions and of applications that the owner's page lists, newest first.
constexpr std::int64_t kMaxListed = 100;

}  // namespace

NewSession create_session(WriteTx& tx, Random& random, const domain::Account& account,
                          const SignInOrigin& origin) {
  NewSession out;
  out.cookie = Secret(random_token(random));
  out.account = account.id;
  out.password_set_at = account.password_set_at();
  store::session::insert(
      tx, sha256(out.cookie.reveal()),
      {0, account.id, origin.browser, origin.ip, tx.now(), tx.now() + kSessionLife});
  return out;
}

Result<store::session::Session> require_session(ReadTx& tx, const Secret& cookie) {
  const auto session = store::session::find(tx, sha256(cookie.reveal()));
  if (!session) return Error{Errc::unauthorized, "This browser is not signed in."};
  return *session;
}

Result<NewSession> begin_session(WriteTx& tx, const OwnerTools& tools, const SessionStart& start) {
  const auto account = accept_proof(tx, start.proof);
  if (!account) return account.error();
  if (const auto previous = require_session(tx, start.previous_cookie)) {
    store::session::remove(tx, previous->account, previous->id);
  }
  return create_session(tx, tools.random, *account, start.origin);
}

Result<SessionOwner> identify_owner(ReadTx& tx, const Secret& cookie) {
  const auto session = require_session(tx, cookie);
  if (!session) return session.error();
  const auto account = store::account::find(tx, session->account);
  CHECK(account.has_value());
  return SessionOwner{*account, *store::plan::get(tx, account->plan),
                      must_choose_password(tx, *account), session->id};
}

Result<OwnerPage> read_owner_page(ReadTx& tx, const Secret& cookie) {
  auto owner = identify_owner(tx, cookie);
  if (!owner) return owner.error();
  OwnerPage out{std::move(*owner), {}, {}};
  out.sessions = store::session::find_by_account(tx, out.account.id, kMaxListed);
  out.applications = store::grant::list_applications(tx, out.account.id, kMaxListed);
  return out;
}

Result<bool> end_sessions(WriteTx& tx, const SessionEnd& end) {
  const auto session = require_session(tx, end.cookie);
  if (!session) return session.error();
  if (end.others) {
    store::session::remove_others(tx, session->account, session->id);
    return false;
  }
  const std::int64_t id = end.id == 0 ? session->id : end.id;
  store::session::remove(tx, session->account, id);
  return id == session->id;
}

Result<Done> withdraw_access(WriteTx& tx, const AccessWithdrawal& withdrawal) {
  const auto session = require_session(tx, withdrawal.cookie);
  if (!session) return session.error();
  revoke_all_grants(tx, {session->account, withdrawal.application},
                    "access withdrawn by the owner");
  return Done{};
}

std::string read_default_brand(ReadTx& tx) {
  const auto plan = store::plan::find(tx, domain::kDefaultPlan);
  return plan ? plan->brand : domain::Plan{}.brand;
}

}  // namespace usher::service
