/// Where recipients stand in lists and groups, in the database. Lists and groups count their
/// recipients; the functions here keep those counts.
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
  std::optional<domain::OptOut> opt_out;  ///< the cause, if unsubscribed
};
/// In order; nothing where the list does not know the recipient.
std::vector<std::optional<State>> find_by_recipients(
    ReadTx& tx, domain::AccountId account, std::int64_t list,
    std::span<const domain::RecipientId> recipients);

struct Change {
  domain::RecipientId recipient;
  std::optional<domain::Subscription> from;  ///< nothing: not there yet
  domain::Subscription to = domain::Subscription::subscribed;
  domain::OptOut why = domain::OptOut::application;  ///< for those that end
  std::int64_t message = 0;                          ///< that made it end; 0: none
};
/// REQUIRES: `from` is how they stand, each recipient comes once, and nobody else writes
/// subscriptions of the account meanwhile (store::account::take).
void write(WriteTx& tx, domain::AccountId account, std::int64_t list,
           std::span<const Change> changes, std::string_view ip);
/// The list no longer knows the recipient. False when it did not.
bool remove(WriteTx& tx, domain::AccountId account, std::int64_t list,
            domain::RecipientId recipient);

/// The lists that know a recipient, with how it stands there.
struct ListState {
  std::int64_t list = 0;
  State state;
};
std::vector<ListState> find_by_recipient(ReadTx& tx, domain::AccountId account,
                                         domain::RecipientId recipient);

/// One line of a list's opt-ins and opt-outs.
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
/// `all`: how many the list knows.
domain::ResultPage<OptIn> opt_ins(ReadTx& tx, domain::AccountId account, std::int64_t list,
                                  std::int64_t all, const domain::PageQuery& query);

/// Puts recipients into a group; those that are in it stay.
void join(WriteTx& tx, domain::AccountId account, domain::GroupId group,
          std::span<const domain::RecipientId> recipients);
/// Takes one out of a group. False when it was not in it.
bool leave(WriteTx& tx, domain::AccountId account, domain::GroupId group,
           domain::RecipientId recipient);
/// The groups that a recipient is in: those of a list, or all.
std::vector<domain::GroupId> find_groups(ReadTx& tx, domain::AccountId account, std::int64_t list,
                                         domain::RecipientId recipient);
std::vector<domain::GroupId> find_groups(ReadTx& tx, domain::AccountId account,
                                         domain::RecipientId recipient);
/// How many are in a group.
std::int64_t count_members(ReadTx& tx, domain::AccountId account, domain::GroupId group);

}  // namespace usher::store::subscription
