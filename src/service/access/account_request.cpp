#include "service/access/account_request.hpp"

#include "base/check.hpp"
#include "service/access/grant.hpp"
#include "store/provisioning/account.hpp"

namespace usher::service {

Result<domain::Account> authorize_account_call(store::ReadTx& tx, RateLimit& rate,
                                               const Secret& token, std::string_view method,
                                               const Arrival& arrival) {
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
