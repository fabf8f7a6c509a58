/// What an application can ask about recipients, one at a time, and pages of them.
#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"
#include "domain/mailing/group.hpp"
#include "domain/mailing/recipient.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/mailing/subscription.hpp"
#include "store/tx.hpp"

namespace usher::service::recipient {

using store::Access;

/// Where a recipient is to go: into a list, or into a group and with that into its list.
struct Target {
  std::int64_t list = 0;
  domain::GroupId group;  ///< 0: into the list only
};

/// Adds one, or changes what is known of it. With `confirm` a new one is pending and a confirmation
/// mail goes out. Its id. `forbidden` over the plan's limit.
struct Add {
  struct Input {
    Target target;
    domain::GivenRecipient given;
    domain::EnrolMode mode = domain::EnrolMode::leave;
    bool confirm = false;
    std::string ip;
  };
  using Value = domain::RecipientId;
  static constexpr std::string_view kMethod = "AsyncImportRecipientToList";
  static constexpr Access kAccess = Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// Those that stand so in a list.
template <domain::Subscription status>
struct OfList {
  struct Input {
    std::int64_t list = 0;
    domain::PageQuery query;
  };
  using Value = domain::ResultPage<domain::Recipient>;
  static constexpr std::string_view kMethod =
      status == domain::Subscription::subscribed     ? "GetSubscribedRecipientsByList"
      : status == domain::Subscription::unsubscribed ? "GetUnsubscribedRecipientsByList"
                                                     : "GetPendingRecipientsByList";
  static constexpr Access kAccess = Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

struct OfGroup {
  struct Input {
    domain::GroupId group;
    domain::PageQuery query;
  };
  using Value = domain::ResultPage<domain::Recipient>;
  static constexpr std::string_view kMethod = "GetRecipientsByGroup";
  static constexpr Access kAccess = Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// When and how they came into a list and left it.
struct OptIns {
  struct Input {
    std::int64_t list = 0;
    domain::PageQuery query;
  };
  using Value = domain::ResultPage<store::subscription::OptIn>;
  static constexpr std::string_view kMethod = "EmailOptins";
  static constexpr Access kAccess = Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// The groups of a list that a recipient is in.
struct Groups {
  struct Input {
    std::int64_t list = 0;
    domain::RecipientId recipient;
    domain::PageQuery query;
  };
  using Value = domain::ResultPage<domain::Group>;
  static constexpr std::string_view kMethod = "GetConsoleGroupsByRecipient";
  static constexpr Access kAccess = Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// Changes what is given of one that is found by its id, else by its address. A value that is given
/// empty is emptied.
struct Update {
  using Input = domain::GivenRecipient;
  using Value = domain::Recipient;
  static constexpr std::string_view kMethod = "UpdateRecipientDetail";
  static constexpr Access kAccess = Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// The fields that every account has. They are few and no rows: paged here, the highest first or
/// last.
struct DynamicFields {
  struct Input {
    std::int64_t skip = 0;
    std::int64_t limit = 0;
    bool ascending = false;
  };
  using Value = domain::ResultPage<domain::FilterField>;
  static constexpr std::string_view kMethod = "GetDynamicFields";
  static constexpr Access kAccess = Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

struct InList {
  std::int64_t list = 0;
  domain::RecipientId recipient;
};
struct InGroup {
  domain::GroupId group;
  domain::RecipientId recipient;
  bool subscribe = true;  ///< also to the group's list
};
struct Nothing {};

/// Opts in a recipient of the account, whatever it was before.
struct Subscribe {
  using Input = InList;
  using Value = Nothing;
  static constexpr std::string_view kMethod = "SubscribeRecipientToList";
  static constexpr Access kAccess = Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};
/// Opts one out.
struct Unsubscribe {
  using Input = InList;
  using Value = Nothing;
  static constexpr std::string_view kMethod = "RemoveRecipientFromList";
  static constexpr Access kAccess = Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};
struct JoinGroup {
  using Input = InGroup;
  using Value = Nothing;
  static constexpr std::string_view kMethod = "SubscribeRecipientToGroup";
  static constexpr Access kAccess = Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};
struct LeaveGroup {
  using Input = InGroup;
  using Value = Nothing;
  static constexpr std::string_view kMethod = "UnsubscribeRecipientFromGroup";
  static constexpr Access kAccess = Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};
/// The list and its groups no longer know one: no opt-out, as if it had never been there.
struct RemoveFromList {
  using Input = InList;
  using Value = Nothing;
  static constexpr std::string_view kMethod = "DeleteRecipientFromList";
  static constexpr Access kAccess = Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};
struct Remove {
  using Input = domain::RecipientId;
  using Value = Nothing;
  static constexpr std::string_view kMethod = "DeleteRecipient";
  static constexpr Access kAccess = Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// Checks that list and group of a target are the account's; fills in the group's list.
Result<Target> resolve(store::WriteTx& tx, const domain::Account& account, Target target);
/// `not_found` for what is none of the account's.
Result<domain::Recipient> need(store::WriteTx& tx, const domain::Account& account,
                               domain::RecipientId id);

}  // namespace usher::service::recipient
