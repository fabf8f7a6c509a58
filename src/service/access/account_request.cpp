#include "service/access/account_request.hpp"

#include "base/check.hpp"
#include "service/access/grant.hpp"
#include "store/provisioning/account.hpp"

namespace usher::service {

Result<domain::Account> open_account(store::Tx& tx, const Secret& token, RateLimit& rate,
                                     Method method, const Arrival& arrival) {
  const auto access = grant::authorize(tx, token);
  if (!access) return access.error();
  const auto counted = rate.count({access->application, access->account}, method, arrival);
  if (!counted) return counted.error();
  const auto account = store::account::find(tx, access->account);
  CHECK(account.has_value());
  if (account->is_expired(tx.now())) {
    return Error{Errc::forbidden, "Authorization error: this account has expired."};
  }
  return *account;
}

}  // namespace usher::service
