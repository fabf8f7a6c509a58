/// Operations on single recipients of an account and on result pages of recipients.
#pragma once

#include <string>

#include "base/error.hpp"
#include "domain/mailing/group.hpp"
#include "domain/mailing/recipient.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/mailing/subscription.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// The list, or the group and its list, to which recipients are added.
struct RecipientTarget {
  std::int64_t list = 0;
  domain::GroupId group;  ///< the group; 0: only the list
};

struct NewRecipient {
  RecipientTarget target;
  domain::GivenRecipient given;
  domain::EnrolMode mode = domain::EnrolMode::leave;
  bool confirm = false;
  std::string ip;
};
/// Adds a recipient, or updates the recipient with this address, and returns its id. If `confirm`
/// is set, a new recipient is pending and receives a confirmation email. Returns `forbidden` if the
/// plan's limit is reached.
Result<domain::RecipientId> add_recipient(store::WriteTx& tx, const domain::Account& account,
                                          const NewRecipient& input);

struct ListRecipientsQuery {
  std::int64_t list = 0;
  domain::Subscription status = domain::Subscription::subscribed;
  domain::PageQuery page;
};
/// Returns the recipients of a list with this status.
Result<domain::ResultPage<domain::Recipient>> list_recipients_by_status(
    store::ReadTx& tx, const domain::Account& account, const ListRecipientsQuery& query);

struct GroupRecipientsQuery {
  domain::GroupId group;
  domain::PageQuery page;
};
Result<domain::ResultPage<domain::Recipient>> list_group_recipients(
    store::ReadTx& tx, const domain::Account& account, const GroupRecipientsQuery& query);

struct OptInsQuery {
  std::int64_t list = 0;
  domain::PageQuery page;
};
/// Returns when and how recipients subscribed to a list and unsubscribed from it.
Result<domain::ResultPage<store::subscription::OptIn>> list_opt_ins(store::ReadTx& tx,
                                                                    const domain::Account& account,
                                                                    const OptInsQuery& query);

struct RecipientGroupsQuery {
  std::int64_t list = 0;
  domain::RecipientId recipient;
  domain::PageQuery page;
};
/// Returns the groups of a list that contain a recipient.
Result<domain::ResultPage<domain::Group>> list_recipient_groups(store::ReadTx& tx,
                                                                const domain::Account& account,
                                                                const RecipientGroupsQuery& query);

struct DynamicFieldsQuery {
  std::int64_t skip = 0;
  std::int64_t limit = 0;
  bool ascending = false;  ///< ascending by number, otherwise descending
};
/// Returns a page of the dynamic fields. All accounts have the same fields.
Result<domain::ResultPage<domain::FilterField>> list_dynamic_fields(
    store::ReadTx& tx, const domain::Account& account, const DynamicFieldsQuery& query);

/// Changes the given members of the recipient with the given id or, without an id, the given
/// address. An empty value clears the member.
Result<domain::Recipient> update_recipient(store::WriteTx& tx, const domain::Account& account,
                                           const domain::GivenRecipient& change);

struct ListRecipientRef {
  std::int64_t list = 0;
  domain::RecipientId recipient;
};
/// Subscribes a recipient of the account to a list, regardless of the previous status.
Result<Done> subscribe_recipient(store::WriteTx& tx, const domain::Account& account,
                                 const ListRecipientRef& ref);
/// Unsubscribes a recipient of the account from a list, regardless of the previous status.
Result<Done> unsubscribe_recipient(store::WriteTx& tx, const domain::Account& account,
                                   const ListRecipientRef& ref);
/// Removes a recipient from a list and its groups without recording an opt-out.
Result<Done> remove_recipient_from_list(store::WriteTx& tx, const domain::Account& account,
                                        const ListRecipientRef& ref);

struct GroupRecipientRef {
  domain::GroupId group;
  domain::RecipientId recipient;
  bool subscribe = true;  ///< also subscribes to the group's list; ignored on removal
};
Result<Done> add_recipient_to_group(store::WriteTx& tx, const domain::Account& account,
                                    const GroupRecipientRef& ref);
Result<Done> remove_recipient_from_group(store::WriteTx& tx, const domain::Account& account,
                                         const GroupRecipientRef& ref);

Result<Done> delete_recipient(store::WriteTx& tx, const domain::Account& account,
                              domain::RecipientId id);

/// Checks that the target's list and group belong to the account, and fills in the group's list.
Result<RecipientTarget> resolve_target(store::ReadTx& tx, const domain::Account& account,
                                       RecipientTarget target);

/// Returns a recipient of the account. Returns `not_found` if there is none with this id.
Result<domain::Recipient> require_recipient(store::ReadTx& tx, const domain::Account& account,
                                            domain::RecipientId id);

}  // namespace usher::service
