/// An account's own mailing lists in the database.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/account.hpp"
#include "domain/mailing_list.hpp"
#include "domain/page.hpp"
#include "store/tx.hpp"

namespace usher::store::mailing_list {

/// A list as a new account gets it.
struct NewList {
  domain::AccountId account;
  std::int64_t number;
  std::string guid;
  std::string_view name;
};
void insert(Tx& tx, std::span<const NewList> lists);

std::optional<domain::MailingList> find(Tx& tx, domain::AccountId account, std::int64_t number);
/// Their numbers, the highest first.
std::vector<std::int64_t> numbers(Tx& tx, domain::AccountId account, std::int64_t limit);
/// The highest numbers first.
domain::Page<domain::MailingList> page(Tx& tx, domain::AccountId account,
                                       const domain::PageQuery& query);

}  // namespace usher::store::mailing_list
