#include "service/mailing/group.hpp"

#include <fmt/format.h>

#include "service/mailing/mailing_list.hpp"
#include "store/mailing/group.hpp"

namespace usher::service::group {
namespace {

using domain::Account;
using domain::Group;

Error name_taken(const Group& group) {
  return Error{Errc::invalid,
               fmt::format("Name: list {} has a group \"{}\" already.", group.list, group.name)};
}

Result<Group> need_in(store::Tx& tx, const Account& account, std::int64_t list,
                      domain::GroupId id) {
  auto group = need(tx, account, id);
  if (group && group->list == list) return group;
  return Error{Errc::not_found, fmt::format("List {} has no group {}.", list, id.value)};
}

}  // namespace

Result<Group> need(store::Tx& tx, const Account& account, domain::GroupId id) {
  auto group = store::group::find(tx, account.id, id);
  if (!group) return Error{Errc::not_found, fmt::format("There is no group {}.", id.value)};
  return *group;
}

Result<List::Value> List::operator()(store::Tx& tx, const Account& account, const Input& input) {
  const auto list = mailing_list::need(tx, account, input.list);
  if (!list) return list.error();
  return store::group::page(tx, account.id, input.list, input.query);
}

Result<Group> Create::operator()(store::Tx& tx, const Account& account, const Input& input) {
  const auto list = mailing_list::need(tx, account, input.list);
  if (!list) return list.error();
  auto group = domain::check(input);
  if (!group) return group.error();
  const auto id = store::group::insert(tx, account.id, *group);
  if (!id) return name_taken(*group);
  group->id = *id;
  return *group;
}

Result<Group> Update::operator()(store::Tx& tx, const Account& account, const Input& input) {
  auto found = need_in(tx, account, input.list, input.id);
  if (!found) return found.error();
  if (input.name) found->name = *input.name;
  if (input.notes) found->notes = *input.notes;
  if (input.deletable) found->deletable = *input.deletable;
  auto group = domain::check(std::move(*found));
  if (!group) return group.error();
  if (!store::group::update(tx, account.id, *group)) return name_taken(*group);
  return *group;
}

Result<Remove::Value> Remove::operator()(store::Tx& tx, const Account& account,
                                         const Input& input) {
  const auto group = need_in(tx, account, input.list, input.id);
  if (!group) return group.error();
  if (!group->deletable) {
    return Error{Errc::invalid,
                 fmt::format("Group {} was made with Deletable false.", input.id.value)};
  }
  store::group::remove(tx, account.id, input.id);
  return Value{};
}

}  // namespace usher::service::group
