/// Operations that describe the account of an access token.
#pragma once

#include <vector>

#include "base/error.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/provisioning/plan.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct AccountInfo {
  domain::Account account;
  domain::Plan plan;
};
Result<AccountInfo> read_account_info(store::ReadTx& tx, const domain::Account& account);

struct AccountDetails {
  AccountInfo info;
  std::vector<std::int64_t> lists;  ///< the numbers of the account's first 1000 lists
};
Result<AccountDetails> read_account_details(store::ReadTx& tx, const domain::Account& account);

}  // namespace usher::service
