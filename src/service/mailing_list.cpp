#include "service/mailing_list.hpp"

#include <fmt/format.h>

#include "store/mailing_list.hpp"

namespace usher::service::mailing_list {

Result<List::Value> List::operator()(store::Tx& tx, const domain::Account& account,
                                     const Input& input) {
  return Value{account.company, store::mailing_list::page(tx, account.id, input)};
}

Result<domain::MailingList> need(store::Tx& tx, const domain::Account& account,
                                 std::int64_t number) {
  auto list = store::mailing_list::find(tx, account.id, number);
  if (!list) return Error{Errc::not_found, fmt::format("There is no list {}.", number)};
  return *list;
}

}  // namespace usher::service::mailing_list
