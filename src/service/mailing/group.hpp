/// Operations on the groups of an account's lists.
#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"
#include "domain/mailing/group.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct GroupsQuery {
  std::int64_t list = 0;
  domain::PageQuery page;
};
Result<domain::ResultPage<domain::Group>> list_groups(store::ReadTx& tx,
                                                      const domain::Account& account,
                                                      const GroupsQuery& query);

/// Creates a group; `id` of the input is ignored. Returns `invalid` if the list already has a group
/// with this name.
Result<domain::Group> create_group(store::WriteTx& tx, const domain::Account& account,
                                   const domain::Group& input);

struct GroupChange {
  std::int64_t list = 0;
  domain::GroupId id;
  std::optional<std::string> name;
  std::optional<std::string> notes;
  std::optional<bool> deletable;
};
/// Changes the given members of a group.
Result<domain::Group> update_group(store::WriteTx& tx, const domain::Account& account,
                                   const GroupChange& change);

struct GroupRef {
  std::int64_t list = 0;
  domain::GroupId id;
};
/// Deletes a group. Returns `invalid` if the group is not deletable.
Result<Done> delete_group(store::WriteTx& tx, const domain::Account& account, const GroupRef& ref);

/// Returns a group of any list of the account. Returns `not_found` if there is none with this id.
Result<domain::Group> require_group(store::ReadTx& tx, const domain::Account& account,
                                    domain::GroupId id);

}  // namespace usher::service
