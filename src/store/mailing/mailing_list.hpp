/// An account's mailing lists in the database.
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
/// Returns the numbers of the account's lists, highest first.
std::vector<std::int64_t> numbers(ReadTx& tx, domain::AccountId account, std::int64_t limit);
/// Returns a page of lists, highest number first.
domain::ResultPage<domain::MailingList> page(ReadTx& tx, domain::AccountId account,
                                             const domain::PageQuery& query);

/// The number of an account's lists, which can change unless the account is locked
/// (store::account::lock).
struct ListCount {
  std::int64_t highest = 0;  ///< the highest list number, removed lists included
  std::int64_t lists = 0;    ///< the number of lists, without removed lists
};
ListCount count_lists(ReadTx& tx, domain::AccountId account);

/// Overwrites the values that the list has set.
void read_settings(ReadTx& tx, domain::AccountId account, std::int64_t number,
                   domain::ListValues& values);
/// Stores the values that differ from `defaults`. REQUIRES: the account is locked.
void write_settings(WriteTx& tx, domain::AccountId account, std::int64_t number,
                    const domain::ListValues& values, const domain::ListValues& defaults);
/// Writes name and description.
void update(WriteTx& tx, domain::AccountId account, const domain::MailingList& list);
/// Hides the list. Its rows are deleted in batches (store/mailing/purge.hpp).
void remove(WriteTx& tx, domain::AccountId account, std::int64_t number);

}  // namespace usher::store::mailing_list
