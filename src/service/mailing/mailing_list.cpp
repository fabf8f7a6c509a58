#include "service/mailing/mailing_list.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "store/mailing/mailing_list.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service {
namespace {

using domain::Account;
using domain::list_setting;
using domain::ListValues;
using domain::MailingList;
using store::ReadTx;
using store::WriteTx;

ListValues default_values(ReadTx& tx, const Account& account) {
  const auto plan = store::plan::get(tx, account.plan);
  CHECK(plan != nullptr);
  return domain::default_list_values(*plan, account);
}

/// Copies the settings that are columns of the list's row into `values`.
void copy_columns(const MailingList& list, ListValues& values) {
  values[list_setting("Description")] = list.description;
  values[list_setting("IdList")] = std::to_string(list.number);
  values[list_setting("ListGuid")] = list.guid;
  values[list_setting("Name")] = list.name;
}

void copy_columns(const ListValues& values, MailingList& list) {
  list.description = values[list_setting("Description")];
  list.name = values[list_setting("Name")];
}

/// Returns the settings of a new list before the caller's settings are applied.
Result<ListValues> initial_values(ReadTx& tx, const Account& account, const ListValues& defaults,
                                  std::optional<std::int64_t> model) {
  if (!model) return defaults;
  ListValues out = defaults;
  if (!store::mailing_list::find(tx, account.id, *model)) {
    return Error{Errc::invalid, fmt::format("IdSettings: there is no list {}.", *model)};
  }
  store::mailing_list::read_settings(tx, account.id, *model, out);
  out[list_setting("IdSettings")] = std::to_string(*model);
  out[list_setting("UseDefaultSettings")] = "false";
  return out;
}

ListWithSettings with_settings(ReadTx& tx, const Account& account, MailingList list) {
  ListValues values = default_values(tx, account);
  store::mailing_list::read_settings(tx, account.id, list.number, values);
  copy_columns(list, values);
  return {std::move(list), std::move(values)};
}

}  // namespace

Result<MailingList> require_list(ReadTx& tx, const Account& account, std::int64_t number) {
  auto list = store::mailing_list::find(tx, account.id, number);
  if (!list) return Error{Errc::not_found, fmt::format("There is no list {}.", number)};
  return *list;
}

Result<MailingListPage> list_mailing_lists(ReadTx& tx, const Account& account,
                                           const domain::PageQuery& query) {
  return MailingListPage{account.company, store::mailing_list::page(tx, account.id, query)};
}

Result<ListWithSettings> read_mailing_list(ReadTx& tx, const Account& account,
                                           std::int64_t number) {
  auto list = require_list(tx, account, number);
  if (!list) return list.error();
  return with_settings(tx, account, std::move(*list));
}

Result<ListWithSettings> create_mailing_list(WriteTx& tx, const MailingListTools& tools,
                                             const Account& account, const NewMailingList& input) {
  store::account::lock(tx, account.id);
  const auto count = store::mailing_list::count_lists(tx, account.id);
  if (count.lists >= domain::kMaxLists) {
    return Error{Errc::invalid, fmt::format("An account has at most {} lists. Delete one first.",
                                            domain::kMaxLists)};
  }
  const ListValues defaults = default_values(tx, account);
  const auto initial = initial_values(tx, account, defaults, input.model);
  if (!initial) return initial.error();
  auto values = domain::change(*initial, input.given);
  if (!values) return values.error();
  MailingList list;
  list.number = count.highest + 1;
  list.guid = random_uuid(tools.random);
  copy_columns(*values, list);
  copy_columns(list, *values);
  const store::mailing_list::NewList row{account.id, list.number, list.guid, list.name,
                                         list.description};
  store::mailing_list::insert(tx, {&row, 1});
  store::mailing_list::write_settings(tx, account.id, list.number, *values, defaults);
  return ListWithSettings{std::move(list), std::move(*values)};
}

Result<ListWithSettings> update_mailing_list(WriteTx& tx, const Account& account,
                                             const MailingListChange& change) {
  store::account::lock(tx, account.id);
  auto list = require_list(tx, account, change.list);
  if (!list) return list.error();
  ListWithSettings found = with_settings(tx, account, std::move(*list));
  auto values = domain::change(std::move(found.values), change.given);
  if (!values) return values.error();
  copy_columns(*values, found.list);
  store::mailing_list::update(tx, account.id, found.list);
  store::mailing_list::write_settings(tx, account.id, change.list, *values,
                                      default_values(tx, account));
  return ListWithSettings{std::move(found.list), std::move(*values)};
}

Result<Done> delete_mailing_list(WriteTx& tx, const Account& account, std::int64_t number) {
  store::account::lock(tx, account.id);
  const auto list = require_list(tx, account, number);
  if (!list) return list.error();
  if (store::mailing_list::count_lists(tx, account.id).lists <= 1) {
    return Error{Errc::invalid, fmt::format("List {} is the account's last one.", number)};
  }
  store::mailing_list::remove(tx, account.id, number);
  return Done{};
}

}  // namespace usher::service
