/// What an application may know of the account that it works on.
#pragma once

#include <vector>

#include "base/error.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/provisioning/plan.hpp"
#include "store/tx.hpp"

namespace usher::service::account {

/// The account, with its plan.
struct Info {
  struct Input {};
  struct Value {
    domain::Account account;
    domain::Plan plan;
  };
  static constexpr std::string_view kMethod = "GetConsoleAuthenticatedUserInfo";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// The same, with the numbers of its lists.
struct Details {
  struct Input {};
  struct Value {
    Info::Value info;
    std::vector<std::int64_t> lists;
  };
  static constexpr std::string_view kMethod = "GetConsoleAuthenticatedUserDetails";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

}  // namespace usher::service::account
