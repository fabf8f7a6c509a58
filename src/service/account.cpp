#include "service/account.hpp"

#include "base/check.hpp"
#include "service/grant.hpp"
#include "store/account.hpp"
#include "store/plan.hpp"

namespace usher::service::account {
namespace {

/// A client has no use for more of them at once, and is advised not to have more.
constexpr std::int64_t kMostListsShown = 1000;

Result<domain::Account> opened_by(store::Tx& tx, const Secret& token, RateLimit& rate,
                                  Method method, const Arrival& arrival) {
  const auto access = grant::authorize(tx, token);
  if (!access) return access.error();
  const auto counted = rate.count({access->application, access->account}, method, arrival);
  if (!counted) return counted.error();
  const auto account = store::account::find(tx, access->account);
  CHECK(account.has_value());
  if (account->has_ended(tx.now())) {
    return Error{Errc::forbidden, "Authorization error: this account has ended."};
  }
  return *account;
}

}  // namespace

Show::Output Show::operator()(store::Tx& tx, const Input& input) {
  const Method method = input.with_lists ? Method::details : Method::info;
  auto account = opened_by(tx, input.token, rate_, method, input.arrival);
  if (!account) return account.error();
  Shown out;
  out.plan = *store::plan::get(tx, account->plan);
  if (input.with_lists) {
    for (const auto& list : store::mailing_list::page(tx, account->id, 0, kMostListsShown)) {
      out.lists.push_back(list.number);
    }
  }
  out.account = std::move(*account);
  return out;
}

Lists::Output Lists::operator()(store::Tx& tx, const Input& input) {
  const auto account = opened_by(tx, input.token, rate_, Method::lists, input.arrival);
  if (!account) return account.error();
  Page out;
  out.company = account->company;
  out.total = store::mailing_list::count(tx, account->id);
  out.lists = store::mailing_list::page(tx, account->id, input.skip, input.limit);
  return out;
}

}  // namespace usher::service::account
