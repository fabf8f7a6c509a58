#include "service/mailing/recipient.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "domain/email.hpp"
#include "service/mailing/enrolment.hpp"
#include "service/mailing/group.hpp"
#include "service/mailing/mailing_list.hpp"
#include "service/mailing/storage.hpp"
#include "service/mailing/subscription.hpp"
#include "store/mailing/group.hpp"
#include "store/mailing/recipient.hpp"
#include "store/mailing/sending.hpp"
#include "store/mailing/storage.hpp"
#include "store/provisioning/account.hpp"

namespace usher::service {
namespace {

using domain::Account;
using domain::GivenRecipient;
using domain::Recipient;
using domain::RecipientId;
using domain::Subscription;
using store::ReadTx;
using store::WriteTx;

/// Locks the account's recipients and returns one of them, after checking the list.
Result<Recipient> lock_recipient(WriteTx& tx, const Account& account, const ListRecipientRef& ref) {
  const auto list = require_list(tx, account, ref.list);
  if (!list) return list.error();
  store::account::lock(tx, account.id);
  return require_recipient(tx, account, ref.recipient);
}

Error not_in_list(const ListRecipientRef& ref) {
  return Error{Errc::not_found,
               fmt::format("List {} has no recipient {}.", ref.list, ref.recipient.value)};
}

/// Returns the recipient with the given id or, without an id, the given address.
Result<Recipient> require_given_recipient(ReadTx& tx, const Account& account,
                                          const GivenRecipient& given) {
  if (given.id && *given.id != 0) return require_recipient(tx, account, {*given.id});
  if (!given.email) return Error{Errc::invalid, "idRecipient or Email is needed."};
  if (const auto email = domain::parse_email(*given.email)) {
    const std::string key = domain::email_key(email->address);
    auto known = store::recipient::find_by_keys(tx, account.id, std::span(&key, 1)).front();
    if (known) return std::move(known->recipient);
  }
  return Error{Errc::not_found, "There is no recipient with that Email."};
}

/// Enqueues the confirmation email to a pending recipient.
void send_confirmation(WriteTx& tx, const Account& account, std::int64_t list, RecipientId id) {
  store::sending::NewSending sending;
  sending.account = account.id;
  sending.list = list;
  sending.audience = domain::Audience::recipient;
  sending.audience_id = id.value;
  sending.state = domain::SendingState::immediate;
  sending.due = tx.now();
  store::sending::insert(tx, sending);
}

std::int64_t count_by_status(const domain::MailingList& list, Subscription status) {
  switch (status) {
    case Subscription::subscribed:
      return list.subscribed;
    case Subscription::unsubscribed:
      return list.unsubscribed;
    case Subscription::pending:
      return list.pending;
  }
  return 0;
}

/// Gives a recipient a new address. Returns `invalid` if another recipient has the address.
Result<Done> change_address(WriteTx& tx, const Account& account, const std::string& address,
                            Recipient& recipient) {
  const std::string key = domain::email_key(address);
  const auto other = store::recipient::find_by_keys(tx, account.id, std::span(&key, 1)).front();
  if (other && other->recipient.id != recipient.id) {
    return Error{Errc::invalid, "Email: another recipient has that address."};
  }
  store::recipient::update_email(tx, account.id, recipient.id, address);
  recipient.email = address;
  return Done{};
}

}  // namespace

Result<RecipientTarget> resolve_target(ReadTx& tx, const Account& account, RecipientTarget target) {
  if (target.group.value != 0) {
    const auto group = require_group(tx, account, target.group);
    if (!group) return group.error();
    target.list = group->list;
  }
  const auto list = require_list(tx, account, target.list);
  if (!list) return list.error();
  return target;
}

Result<Recipient> require_recipient(ReadTx& tx, const Account& account, RecipientId id) {
  auto recipient = store::recipient::find(tx, account.id, id);
  if (!recipient) {
    return Error{Errc::not_found, fmt::format("There is no recipient {}.", id.value)};
  }
  return *recipient;
}

Result<RecipientId> add_recipient(WriteTx& tx, const Account& account, const NewRecipient& input) {
  const auto target = resolve_target(tx, account, input.target);
  if (!target) return target.error();
  GivenRecipient given = input.given;
  if (!given.email && given.id) {
    // The published contract lets clients add a known recipient to a group by id alone.
    const auto known = require_recipient(tx, account, {*given.id});
    if (!known) return known.error();
    given.email = known->email;
  }
  const domain::CheckedRecipient checked = domain::check(std::move(given));
  if (checked.fault != domain::RecipientFault::none &&
      checked.fault != domain::RecipientFault::invalid_number) {
    return Error{Errc::invalid, checked.reason};
  }
  const Enrolment enrolment{target->list, target->group, input.mode, input.confirm,
                            false,        false,         input.ip,   0};
  const EnrolmentResult result =
      enrol_recipients(tx, account, enrolment, std::span(&checked.given, 1));
  if (result.over_limit > 0) {
    return Error{Errc::forbidden, "This account's plan allows no more recipients."};
  }
  const RecipientId id = result.ids.front();
  if (!result.pending.empty()) send_confirmation(tx, account, target->list, id);
  return id;
}

Result<domain::ResultPage<Recipient>> list_recipients_by_status(ReadTx& tx, const Account& account,
                                                                const ListRecipientsQuery& query) {
  const auto list = require_list(tx, account, query.list);
  if (!list) return list.error();
  const std::int64_t total = count_by_status(*list, query.status);
  return store::recipient::page_of_list(tx, account.id, query.list, query.status, total,
                                        query.page);
}

Result<domain::ResultPage<Recipient>> list_group_recipients(ReadTx& tx, const Account& account,
                                                            const GroupRecipientsQuery& query) {
  const auto group = require_group(tx, account, query.group);
  if (!group) return group.error();
  const std::int64_t total = store::subscription::count_members(tx, account.id, query.group);
  return store::recipient::page_of_group(tx, account.id, query.group, total, query.page);
}

Result<domain::ResultPage<store::subscription::OptIn>> list_opt_ins(ReadTx& tx,
                                                                    const Account& account,
                                                                    const OptInsQuery& query) {
  const auto list = require_list(tx, account, query.list);
  if (!list) return list.error();
  const std::int64_t total = list->subscribed + list->unsubscribed + list->pending;
  return store::subscription::opt_ins(tx, account.id, query.list, total, query.page);
}

Result<domain::ResultPage<domain::Group>> list_recipient_groups(ReadTx& tx, const Account& account,
                                                                const RecipientGroupsQuery& query) {
  const auto list = require_list(tx, account, query.list);
  if (!list) return list.error();
  const auto recipient = require_recipient(tx, account, query.recipient);
  if (!recipient) return recipient.error();
  return store::group::page_of_recipient(tx, account.id, query.list, query.recipient, query.page);
}

Result<domain::ResultPage<domain::FilterField>> list_dynamic_fields(
    ReadTx&, const Account&, const DynamicFieldsQuery& query) {
  domain::ResultPage<domain::FilterField> out;
  out.skip = query.skip;
  out.limit = query.limit;
  out.total = static_cast<std::int64_t>(domain::kDynamicFields.size());
  for (std::int64_t i = query.skip; i < std::min(out.total, query.skip + query.limit); ++i) {
    const auto position = static_cast<std::size_t>(query.ascending ? i : out.total - 1 - i);
    out.items.push_back(domain::kDynamicFields[position]);
  }
  return out;
}

Result<Recipient> update_recipient(WriteTx& tx, const Account& account,
                                   const GivenRecipient& change) {
  store::account::lock(tx, account.id);
  auto found = require_given_recipient(tx, account, change);
  if (!found) return found.error();
  GivenRecipient given = change;
  if (!given.email || given.email->empty()) given.email = found->email;
  const domain::CheckedRecipient checked = domain::check(std::move(given));
  if (checked.fault != domain::RecipientFault::none) return Error{Errc::invalid, checked.reason};
  const GivenRecipient& valid = checked.given;
  if (*valid.email != found->email) {
    const auto changed = change_address(tx, account, *valid.email, *found);
    if (!changed) return changed.error();
  }
  const std::int64_t size_before = domain::stored_size(*found);
  if (valid.name) found->name = *valid.name;
  if (valid.mobile_prefix) found->mobile_prefix = valid.mobile_prefix;
  if (valid.mobile_number) found->mobile_number = valid.mobile_number;
  for (const auto& [number, value] : valid.fields) {
    if (value.empty()) found->fields.erase(number);
    if (!value.empty()) found->fields[number] = value;
  }
  const std::int64_t more = domain::stored_size(*found) - size_before;
  if (auto fits = count_storage(tx, account, more); !fits) return fits.error();
  store::recipient::update(tx, account.id, std::span(&*found, 1), 0);
  return *found;
}

Result<Done> subscribe_recipient(WriteTx& tx, const Account& account, const ListRecipientRef& ref) {
  const auto recipient = lock_recipient(tx, account, ref);
  if (!recipient) return recipient.error();
  set_subscription(tx, {account.id, ref.list, ref.recipient}, Subscription::subscribed);
  return Done{};
}

Result<Done> unsubscribe_recipient(WriteTx& tx, const Account& account,
                                   const ListRecipientRef& ref) {
  const auto recipient = lock_recipient(tx, account, ref);
  if (!recipient) return recipient.error();
  const SubscriptionRef subscription{account.id, ref.list, ref.recipient};
  if (!find_subscription(tx, subscription)) return not_in_list(ref);
  set_subscription(tx, subscription, Subscription::unsubscribed);
  return Done{};
}

Result<Done> remove_recipient_from_list(WriteTx& tx, const Account& account,
                                        const ListRecipientRef& ref) {
  const auto recipient = lock_recipient(tx, account, ref);
  if (!recipient) return recipient.error();
  if (!store::subscription::remove(tx, account.id, ref.list, ref.recipient)) {
    return not_in_list(ref);
  }
  for (const auto group :
       store::subscription::find_groups(tx, account.id, ref.list, ref.recipient)) {
    store::subscription::leave(tx, account.id, group, ref.recipient);
  }
  return Done{};
}

Result<Done> add_recipient_to_group(WriteTx& tx, const Account& account,
                                    const GroupRecipientRef& ref) {
  const auto group = require_group(tx, account, ref.group);
  if (!group) return group.error();
  const auto recipient = lock_recipient(tx, account, {group->list, ref.recipient});
  if (!recipient) return recipient.error();
  if (ref.subscribe) {
    set_subscription(tx, {account.id, group->list, ref.recipient}, Subscription::subscribed);
  }
  store::subscription::join(tx, account.id, ref.group, std::span(&ref.recipient, 1));
  return Done{};
}

Result<Done> remove_recipient_from_group(WriteTx& tx, const Account& account,
                                         const GroupRecipientRef& ref) {
  const auto group = require_group(tx, account, ref.group);
  if (!group) return group.error();
  const auto recipient = lock_recipient(tx, account, {group->list, ref.recipient});
  if (!recipient) return recipient.error();
  if (!store::subscription::leave(tx, account.id, ref.group, ref.recipient)) {
    return Error{Errc::not_found, fmt::format("Group {} has no recipient {}.", ref.group.value,
                                              ref.recipient.value)};
  }
  return Done{};
}

Result<Done> delete_recipient(WriteTx& tx, const Account& account, RecipientId id) {
  store::account::lock(tx, account.id);
  const auto recipient = require_recipient(tx, account, id);
  if (!recipient) return recipient.error();
  for (const auto group : store::subscription::find_groups(tx, account.id, id)) {
    store::subscription::leave(tx, account.id, group, id);
  }
  for (const auto& subscription : store::subscription::find_by_recipient(tx, account.id, id)) {
    store::subscription::remove(tx, account.id, subscription.list, id);
  }
  store::recipient::remove(tx, account.id, id);
  store::storage::add(tx, account.id, -domain::stored_size(*recipient));
  store::recipient::add_to_count(tx, account.id, -1);
  return Done{};
}

}  // namespace usher::service
