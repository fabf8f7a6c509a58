#include "service/mailing/account_info.hpp"

#include "store/mailing/mailing_list.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service {
namespace {

constexpr std::int64_t kMaxListsInDetails = 1000;

}  // namespace

Result<AccountInfo> read_account_info(store::ReadTx& tx, const domain::Account& account) {
  return AccountInfo{account, *store::plan::get(tx, account.plan)};
}

Result<AccountDetails> read_account_details(store::ReadTx& tx, const domain::Account& account) {
  AccountDetails out{{account, *store::plan::get(tx, account.plan)}, {}};
  out.lists = store::mailing_list::numbers(tx, account.id, kMaxListsInDetails);
  return out;
}

}  // namespace usher::service
