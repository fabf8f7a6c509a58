/// What an application can ask about the groups of a list.
#pragma once

#include "base/error.hpp"
#include "domain/mailing/group.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::service::group {

struct List {
  struct Input {
    std::int64_t list = 0;
    domain::PageQuery query;
  };
  using Value = domain::Page<domain::Group>;
  static constexpr std::string_view kMethod = "GetConsoleGroupsByList";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::Tx& tx, const domain::Account& account, const Input& input);
};

/// `invalid` when the list has a group of that name already.
struct Create {
  using Input = domain::Group;  ///< without an id
  using Value = domain::Group;
  static constexpr std::string_view kMethod = "CreateGroup";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::Tx& tx, const domain::Account& account, const Input& input);
};

/// Changes what is given.
struct Update {
  struct Input {
    std::int64_t list = 0;
    domain::GroupId id;
    std::optional<std::string> name;
    std::optional<std::string> notes;
    std::optional<bool> deletable;
  };
  using Value = domain::Group;
  static constexpr std::string_view kMethod = "UpdateGroup";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::Tx& tx, const domain::Account& account, const Input& input);
};

/// `invalid` when the group may not be deleted.
struct Remove {
  struct Input {
    std::int64_t list = 0;
    domain::GroupId id;
  };
  struct Value {};
  static constexpr std::string_view kMethod = "DeleteGroup";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::Tx& tx, const domain::Account& account, const Input& input);
};

/// A group of the account, wherever it is; `not_found` for others.
Result<domain::Group> need(store::Tx& tx, const domain::Account& account, domain::GroupId id);

}  // namespace usher::service::group
