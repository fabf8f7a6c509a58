/// An account's own mailing lists in the database.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/mailing/mailing_list.hpp"
#include "domain/mailing/mailing_list_settings.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::store::mailing_list {

struct NewList {
  domain::AccountId account;
  std::int64_t number;
  std::string guid;
  std::string_view name;
  std::string_view description{};
};
void insert(WriteTx& tx, std::span<const NewList> lists);

std::optional<domain::MailingList> find(ReadTx& tx, domain::AccountId account, std::int64_t number);
/// Their numbers, the highest first.
std::vector<std::int64_t> numbers(ReadTx& tx, domain::AccountId account, std::int64_t limit);
/// The highest numbers first.
domain::ResultPage<domain::MailingList> page(ReadTx& tx, domain::AccountId account,
                                             const domain::PageQuery& query);

/// Who decides by it has the account (account::take).
struct ListCount {
  std::int64_t highest = 0;  ///< number that a list has or had
  std::int64_t lists = 0;    ///< that are there
};
ListCount count_lists(ReadTx& tx, domain::AccountId account);

/// Writes over `values` what the list says otherwise.
void read_settings(ReadTx& tx, domain::AccountId account, std::int64_t number,
                   domain::ListValues& values);
/// Keeps those of `values` that are not as in `defaults`. REQUIRES: the account is taken.
void write_settings(WriteTx& tx, domain::AccountId account, std::int64_t number,
                    const domain::ListValues& values, const domain::ListValues& defaults);
/// Writes its name and description.
void update(WriteTx& tx, domain::AccountId account, const domain::MailingList& list);
/// Nobody sees it any more; its rows are taken away in bites (store/mailing/purge).
void remove(WriteTx& tx, domain::AccountId account, std::int64_t number);

}  // namespace usher::store::mailing_list
