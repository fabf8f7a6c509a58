#include "service/mailing/group.hpp"

#include <fmt/format.h>

#include "service/mailing/mailing_list.hpp"
#include "store/mailing/group.hpp"

namespace usher::service {
namespace {

using domain::Account;
using domain::Group;
using store::ReadTx;
using store::WriteTx;

Error name_taken(const Group& group) {
  return Error{Errc::invalid,
               fmt::format("Name: list {} already has a group \"{}\".", group.list, group.name)};
}

Result<Group> require_group_in_list(ReadTx& tx, const Account& account, std::int64_t list,
                                    domain::GroupId id) {
  auto group = require_group(tx, account, id);
  if (group && group->list == list) return group;
  return Error{Errc::not_found, fmt::format("List {} has no group {}.", list, id.value)};
}

}  // namespace

Result<Group> require_group(ReadTx& tx, const Account& account, domain::GroupId id) {
  auto group = store::group::find(tx, account.id, id);
  if (!group) return Error{Errc::not_found, fmt::format("There is no group {}.", id.value)};
  return *group;
}

Result<domain::ResultPage<Group>> list_groups(ReadTx& tx, const Account& account,
                                              const GroupsQuery& query) {
  const auto list = mailing_list::need(tx, account, query.list);
  if (!list) return list.error();
  return store::group::page(tx, account.id, query.list, query.page);
}

Result<Group> create_group(WriteTx& tx, const Account& account, const Group& input) {
  const auto list = mailing_list::need(tx, account, input.list);
  if (!list) return list.error();
  auto group = domain::check(input);
  if (!group) return group.error();
  const auto id = store::group::insert(tx, account.id, *group);
  if (!id) return name_taken(*group);
  group->id = *id;
  return *group;
}

Result<Group> update_group(WriteTx& tx, const Account& account, const GroupChange& change) {
  auto found = require_group_in_list(tx, account, change.list, change.id);
  if (!found) return found.error();
  if (change.name) found->name = *change.name;
  if (change.notes) found->notes = *change.notes;
  if (change.deletable) found->deletable = *change.deletable;
  auto group = domain::check(std::move(*found));
  if (!group) return group.error();
  if (!store::group::update(tx, account.id, *group)) return name_taken(*group);
  return *group;
}

Result<Done> delete_group(WriteTx& tx, const Account& account, const GroupRef& ref) {
  const auto group = require_group_in_list(tx, account, ref.list, ref.id);
  if (!group) return group.error();
  if (!group->deletable) {
    return Error{Errc::invalid,
                 fmt::format("Group {} was created with Deletable false.", ref.id.value)};
  }
  store::group::remove(tx, account.id, ref.id);
  return Done{};
}

}  // namespace usher::service
