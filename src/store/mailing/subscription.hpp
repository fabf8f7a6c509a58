/// Subscriptions of recipients to lists, and their membership in groups, in the database. All
/// functions update the counts of lists and groups.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/mailing/group.hpp"
#include "domain/mailing/recipient.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::store::subscription {

struct State {
  domain::Subscription status = domain::Subscription::subscribed;
  std::optional<domain::OptOut> opt_out;  ///< the cause if the status is unsubscribed
};
/// Returns the states, indexed by `recipients`; nullopt if the recipient is not in the list.
std::vector<std::optional<State>> find_by_recipients(
    ReadTx& tx, domain::AccountId account, std::int64_t list,
    std::span<const domain::RecipientId> recipients);

struct Change {
  domain::RecipientId recipient;
  std::optional<domain::Subscription> from;  ///< nullopt if the recipient is not in the list
  domain::Subscription to = domain::Subscription::subscribed;
  domain::OptOut why = domain::OptOut::application;  ///< the cause if `to` is unsubscribed
  std::int64_t message = 0;  ///< the message that led to the opt-out; 0: none
};
/// Writes changes. REQUIRES: `from` is the current status, the recipients are distinct, and the
/// account is locked (store::account::lock).
void write(WriteTx& tx, domain::AccountId account, std::int64_t list,
           std::span<const Change> changes, std::string_view ip);
/// Removes the recipient from the list. Returns false if the recipient was not in the list.
bool remove(WriteTx& tx, domain::AccountId account, std::int64_t list,
            domain::RecipientId recipient);

/// A recipient's state in one list.
struct ListState {
  std::int64_t list = 0;
  State state;
};
/// Returns the lists that contain the recipient.
std::vector<ListState> find_by_recipient(ReadTx& tx, domain::AccountId account,
                                         domain::RecipientId recipient);

/// A recipient's opt-in and opt-out of a list.
struct OptIn {
  domain::RecipientId recipient;
  std::string email;
  State state;
  std::optional<TimePoint> requested_at;
  std::string requested_ip;
  std::optional<TimePoint> subscribed_at;
  std::optional<TimePoint> unsubscribed_at;
  std::optional<std::int64_t> opt_out_message_id;
};
/// Returns the opt-ins and opt-outs of a list. `total` is the number of subscriptions in all
/// statuses.
domain::ResultPage<OptIn> opt_ins(ReadTx& tx, domain::AccountId account, std::int64_t list,
                                  std::int64_t total, const domain::PageQuery& query);

/// Adds recipients to a group. Ignores recipients that are members already.
void join(WriteTx& tx, domain::AccountId account, domain::GroupId group,
          std::span<const domain::RecipientId> recipients);
/// Removes a recipient from a group. Returns false if the recipient was not a member.
bool leave(WriteTx& tx, domain::AccountId account, domain::GroupId group,
           domain::RecipientId recipient);
/// Returns the recipient's groups of a list.
std::vector<domain::GroupId> find_groups(ReadTx& tx, domain::AccountId account, std::int64_t list,
                                         domain::RecipientId recipient);
/// Returns the recipient's groups of all lists.
std::vector<domain::GroupId> find_groups(ReadTx& tx, domain::AccountId account,
                                         domain::RecipientId recipient);
/// Returns the group's number of members.
std::int64_t count_members(ReadTx& tx, domain::AccountId account, domain::GroupId group);

}  // namespace usher::store::subscription
