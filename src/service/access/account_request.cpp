#include "service/access/account_request.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "domain/provisioning/account_status.hpp"
#include "service/access/grant.hpp"
#include "store/provisioning/account.hpp"

namespace usher::service {

Result<domain::Account> authorize_account_call(store::ReadTx& tx, RateLimit& rate,
                                               const Secret& token, std::string_view method,
                                               const Arrival& arrival) {
  const auto access = require_access_token(tx, token);
  if (!access) return access.error();
  const auto counted = rate.count({access->application, access->account}, method, arrival);
  if (!counted) return counted.error();
  const auto account = store::account::find(tx, access->account);
  CHECK(account.has_value());
  const auto status = domain::status_of(*account, tx.now());
  if (!domain::may(status, domain::Capability::use_api)) {
    return Error{Errc::forbidden,
                 fmt::format("Authorization error: {}", domain::refusal_of(status))};
  }
  return *account;
}

Result<domain::AccountId> admit_account_request(store::ReadTx& tx, RateLimit* const& rate,
                                                const AccountRequestHead& head) {
  const auto account = authorize_account_call(tx, *rate, head.token, head.method, head.arrival);
  if (!account) return account.error();
  return account->id;
}

}  // namespace usher::service
