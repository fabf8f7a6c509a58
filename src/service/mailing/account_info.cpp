#include "service/mailing/account_info.hpp"

#include "store/mailing/mailing_list.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service::account {
namespace {

/// A client has no use for more of them at once, and is advised not to have more.
constexpr std::int64_t kMaxListsShown = 1000;

}  // namespace

Result<Info::Value> Info::operator()(store::WriteTx& tx, const domain::Account& account,
                                     const Input&) {
  return Value{account, *store::plan::get(tx, account.plan)};
}

Result<Details::Value> Details::operator()(store::WriteTx& tx, const domain::Account& account,
                                           const Input&) {
  Value out{{account, *store::plan::get(tx, account.plan)}, {}};
  out.lists = store::mailing_list::numbers(tx, account.id, kMaxListsShown);
  return out;
}

}  // namespace usher::service::account
