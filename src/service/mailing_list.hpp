/// What an application can ask about the account's lists.
#pragma once

#include "base/error.hpp"
#include "domain/account.hpp"
#include "domain/mailing_list.hpp"
#include "domain/page.hpp"
#include "store/tx.hpp"

namespace usher::service::mailing_list {

/// A page of them, the highest number first.
struct List {
  using Input = domain::PageQuery;
  struct Value {
    std::string company;  ///< the account's
    domain::Page<domain::MailingList> page;
  };
  static constexpr std::string_view kMethod = "GetExistingLists";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::Tx& tx, const domain::Account& account, const Input& input);
};

/// A list of the account; `not_found` for what is none.
Result<domain::MailingList> need(store::Tx& tx, const domain::Account& account,
                                 std::int64_t number);

}  // namespace usher::service::mailing_list
