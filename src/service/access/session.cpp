#include "service/access/session.hpp"

#include "base/check.hpp"
#include "base/digest.hpp"
#include "service/access/grant.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service::session {
namespace {

using Tx = store::WriteTx;

/// More are not shown; the newest come first.
constexpr std::int64_t kMaxShown = 100;

}  // namespace

Begun begin(Tx& tx, Random& random, const domain::Account& account, const Place& place) {
  Begun out;
  out.cookie = Secret(random_token(random));
  out.account = account.id;
  out.password_set_at = account.password_set_at();
  store::session::insert(tx, sha256(out.cookie.reveal()),
                         {0, account.id, place.browser, place.ip, tx.now(), tx.now() + kLife});
  return out;
}

Result<store::session::Session> authorize(Tx& tx, const Secret& cookie) {
  const auto session = store::session::find(tx, sha256(cookie.reveal()));
  if (!session) return Error{Errc::unauthorized, "Nobody is signed in."};
  return *session;
}

SignIn::Output SignIn::operator()(Tx& tx, const Input& input) {
  const auto account = credential::enter(tx, input.proof);
  if (!account) return account.error();
  if (const auto before = authorize(tx, input.before)) {
    store::session::remove(tx, before->account, before->id);
  }
  return begin(tx, random_, *account, input.place);
}

Who::Output Who::operator()(Tx& tx, const Input& cookie) {
  const auto session = authorize(tx, cookie);
  if (!session) return session.error();
  const auto account = store::account::find(tx, session->account);
  CHECK(account.has_value());
  return Owner{*account, *store::plan::get(tx, account->plan),
               credential::must_choose(tx, *account), session->id};
}

Show::Output Show::operator()(Tx& tx, const Input& cookie) {
  auto owner = Who()(tx, cookie);
  if (!owner) return owner.error();
  Shown out{std::move(*owner), {}, {}};
  out.sessions = store::session::find_by_account(tx, out.account.id, kMaxShown);
  out.holders = store::grant::holders(tx, out.account.id, kMaxShown);
  return out;
}

End::Output End::operator()(Tx& tx, const Input& input) {
  const auto session = authorize(tx, input.cookie);
  if (!session) return session.error();
  if (input.others) {
    store::session::remove_others(tx, session->account, session->id);
    return false;
  }
  const std::int64_t id = input.id == 0 ? session->id : input.id;
  store::session::remove(tx, session->account, id);
  return id == session->id;
}

Withdraw::Output Withdraw::operator()(Tx& tx, const Input& input) {
  const auto session = authorize(tx, input.cookie);
  if (!session) return session.error();
  grant::end_all(tx, {session->account, input.application}, "access withdrawn by the owner");
  return {};
}

}  // namespace usher::service::session
