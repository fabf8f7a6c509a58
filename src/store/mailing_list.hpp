/// An account's own mailing lists in the database.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/account.hpp"
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

struct List {
  std::int64_t number = 0;  ///< within the account, from 1
  std::string guid;
  std::string name;
};
std::int64_t count(Tx& tx, domain::AccountId account);
/// The highest numbers first.
std::vector<List> page(Tx& tx, domain::AccountId account, std::int64_t skip, std::int64_t limit);

}  // namespace usher::store::mailing_list
