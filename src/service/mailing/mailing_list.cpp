#include "service/mailing/mailing_list.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "store/mailing/mailing_list.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service::mailing_list {
namespace {

using domain::Account;
using domain::list_setting;
using domain::ListValues;
using domain::MailingList;

ListValues defaults_of(store::WriteTx& tx, const Account& account) {
  const auto plan = store::plan::get(tx, account.plan);
  CHECK(plan != nullptr);
  return domain::default_list_values(*plan, account);
}

/// The members that are the list's own row.
void say_row(const MailingList& list, ListValues& values) {
  values[list_setting("Description")] = list.description;
  values[list_setting("IdList")] = std::to_string(list.number);
  values[list_setting("ListGuid")] = list.guid;
  values[list_setting("Name")] = list.name;
}

void take_row(const ListValues& values, MailingList& list) {
  list.description = values[list_setting("Description")];
  list.name = values[list_setting("Name")];
}

/// What a new list says before what its maker gives.
Result<ListValues> start_of(store::WriteTx& tx, const Account& account, const ListValues& defaults,
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

}  // namespace

Result<List::Value> List::operator()(store::WriteTx& tx, const Account& account,
                                     const Input& input) {
  return Value{account.company, store::mailing_list::page(tx, account.id, input)};
}

Result<Described> Show::operator()(store::WriteTx& tx, const Account& account,
                                   const Input& number) {
  auto list = need(tx, account, number);
  if (!list) return list.error();
  return describe(tx, account, std::move(*list));
}

Result<Described> Create::operator()(store::WriteTx& tx, const Account& account,
                                     const Input& input) {
  store::account::lock(tx, account.id);
  const auto census = store::mailing_list::count_lists(tx, account.id);
  if (census.lists >= domain::kMaxLists) {
    return Error{Errc::invalid, fmt::format("An account has at most {} lists. Delete one first.",
                                            domain::kMaxLists)};
  }
  const ListValues defaults = defaults_of(tx, account);
  const auto start = start_of(tx, account, defaults, input.model);
  if (!start) return start.error();
  auto values = domain::change(*start, input.given);
  if (!values) return values.error();
  MailingList list;
  list.number = census.highest + 1;
  list.guid = random_uuid(random_);
  take_row(*values, list);
  say_row(list, *values);
  const store::mailing_list::NewList row{account.id, list.number, list.guid, list.name,
                                         list.description};
  store::mailing_list::insert(tx, {&row, 1});
  store::mailing_list::write_settings(tx, account.id, list.number, *values, defaults);
  return Described{std::move(list), std::move(*values)};
}

Result<Described> Update::operator()(store::WriteTx& tx, const Account& account,
                                     const Input& input) {
  store::account::lock(tx, account.id);
  auto list = need(tx, account, input.list);
  if (!list) return list.error();
  Described found = describe(tx, account, std::move(*list));
  auto values = domain::change(std::move(found.values), input.given);
  if (!values) return values.error();
  take_row(*values, found.list);
  store::mailing_list::update(tx, account.id, found.list);
  store::mailing_list::write_settings(tx, account.id, input.list, *values,
                                      defaults_of(tx, account));
  return Described{std::move(found.list), std::move(*values)};
}

Result<Remove::Value> Remove::operator()(store::WriteTx& tx, const Account& account,
                                         const Input& number) {
  store::account::lock(tx, account.id);
  const auto list = need(tx, account, number);
  if (!list) return list.error();
  if (store::mailing_list::count_lists(tx, account.id).lists <= 1) {
    return Error{Errc::invalid, fmt::format("List {} is the account's last one.", number)};
  }
  store::mailing_list::remove(tx, account.id, number);
  return Value{};
}

Described describe(store::WriteTx& tx, const Account& account, MailingList list) {
  ListValues values = defaults_of(tx, account);
  store::mailing_list::read_settings(tx, account.id, list.number, values);
  say_row(list, values);
  return {std::move(list), std::move(values)};
}

Result<MailingList> need(store::ReadTx& tx, const Account& account, std::int64_t number) {
  auto list = store::mailing_list::find(tx, account.id, number);
  if (!list) return Error{Errc::not_found, fmt::format("There is no list {}.", number)};
  return *list;
}

}  // namespace usher::service::mailing_list
