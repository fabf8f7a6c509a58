#include "service/mailing/recipient.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "domain/email.hpp"
#include "service/mailing/enrolment.hpp"
#include "service/mailing/group.hpp"
#include "service/mailing/mailing_list.hpp"
#include "service/mailing/subscription.hpp"
#include "store/mailing/group.hpp"
#include "store/mailing/recipient.hpp"
#include "store/mailing/sending.hpp"
#include "store/provisioning/account.hpp"

namespace usher::service::recipient {
namespace {

using domain::Account;
using domain::Recipient;
using domain::RecipientId;
using domain::Subscription;
using store::subscription::join;
using store::subscription::leave;

/// For whoever is going to change a recipient of a list.
Result<Recipient> lock_recipient(store::WriteTx& tx, const Account& account, const InList& input) {
  const auto list = mailing_list::need(tx, account, input.list);
  if (!list) return list.error();
  store::account::lock(tx, account.id);
  return need(tx, account, input.recipient);
}

Error unknown_to(std::int64_t list, RecipientId id) {
  return Error{Errc::not_found, fmt::format("List {} has no recipient {}.", list, id.value)};
}

/// The one that is meant, by id or else by address.
Result<Recipient> find_given(store::WriteTx& tx, const Account& account,
                             const domain::GivenRecipient& given) {
  if (given.id && *given.id != 0) return need(tx, account, {*given.id});
  if (!given.email) return Error{Errc::invalid, "idRecipient or Email is needed."};
  if (const auto email = domain::parse_email(*given.email)) {
    const std::string key = domain::email_key(email->address);
    auto known = store::recipient::find_by_keys(tx, account.id, std::span(&key, 1)).front();
    if (known) return std::move(known->recipient);
  }
  return Error{Errc::not_found, "There is no recipient with that Email."};
}

}  // namespace

Result<Target> resolve(store::WriteTx& tx, const Account& account, Target target) {
  if (target.group.value != 0) {
    const auto group = service::require_group(tx, account, target.group);
    if (!group) return group.error();
    target.list = group->list;
  }
  const auto list = mailing_list::need(tx, account, target.list);
  if (!list) return list.error();
  return target;
}

Result<Recipient> need(store::WriteTx& tx, const Account& account, RecipientId id) {
  auto recipient = store::recipient::find(tx, account.id, id);
  if (!recipient) {
    return Error{Errc::not_found, fmt::format("There is no recipient {}.", id.value)};
  }
  return *recipient;
}

Result<RecipientId> Add::operator()(store::WriteTx& tx, const Account& account,
                                    const Input& input) {
  const auto target = resolve(tx, account, input.target);
  if (!target) return target.error();
  domain::GivenRecipient given = input.given;
  if (!given.email && given.id) {
    // A published client puts a known recipient into a group by its id alone.
    const auto known = need(tx, account, {*given.id});
    if (!known) return known.error();
    given.email = known->email;
  }
  const domain::CheckedRecipient checked = domain::check(std::move(given));
  if (checked.fault != domain::RecipientFault::none &&
      checked.fault != domain::RecipientFault::invalid_number) {
    return Error{Errc::invalid, checked.reason};
  }
  const Enrolment into{target->list, target->group, input.mode, input.confirm,
                       false,        false,         input.ip,   0};
  const Enrolled done = enrol(tx, account, into, std::span(&checked.given, 1));
  if (done.over_limit > 0) {
    return Error{Errc::forbidden, "This account's plan allows no more recipients."};
  }
  if (!done.pending.empty()) {
    store::sending::NewSending mail;
    mail.account = account.id;
    mail.list = target->list;
    mail.audience = domain::Audience::recipient;
    mail.audience_id = done.ids.front().value;
    mail.state = domain::SendingState::immediate;
    mail.due = tx.now();
    store::sending::insert(tx, mail);
  }
  return done.ids.front();
}

template <Subscription status>
auto OfList<status>::operator()(store::WriteTx& tx, const Account& account, const Input& input)
    -> Result<Value> {
  const auto list = mailing_list::need(tx, account, input.list);
  if (!list) return list.error();
  const std::int64_t all = status == Subscription::subscribed     ? list->subscribed
                           : status == Subscription::unsubscribed ? list->unsubscribed
                                                                  : list->pending;
  return store::recipient::page_of_list(tx, account.id, input.list, status, all, input.query);
}
template struct OfList<Subscription::subscribed>;
template struct OfList<Subscription::unsubscribed>;
template struct OfList<Subscription::pending>;

Result<OfGroup::Value> OfGroup::operator()(store::WriteTx& tx, const Account& account,
                                           const Input& input) {
  const auto group = service::require_group(tx, account, input.group);
  if (!group) return group.error();
  const std::int64_t all = store::subscription::count_members(tx, account.id, input.group);
  return store::recipient::page_of_group(tx, account.id, input.group, all, input.query);
}

Result<OptIns::Value> OptIns::operator()(store::WriteTx& tx, const Account& account,
                                         const Input& input) {
  const auto list = mailing_list::need(tx, account, input.list);
  if (!list) return list.error();
  const std::int64_t all = list->subscribed + list->unsubscribed + list->pending;
  return store::subscription::opt_ins(tx, account.id, input.list, all, input.query);
}

Result<Groups::Value> Groups::operator()(store::WriteTx& tx, const Account& account,
                                         const Input& input) {
  const auto list = mailing_list::need(tx, account, input.list);
  if (!list) return list.error();
  const auto recipient = need(tx, account, input.recipient);
  if (!recipient) return recipient.error();
  return store::group::page_of_recipient(tx, account.id, input.list, input.recipient, input.query);
}

Result<Recipient> Update::operator()(store::WriteTx& tx, const Account& account,
                                     const Input& input) {
  store::account::lock(tx, account.id);
  auto found = find_given(tx, account, input);
  if (!found) return found.error();
  domain::GivenRecipient given = input;
  const bool moves = given.email && !given.email->empty();
  if (!moves) given.email = found->email;
  const domain::CheckedRecipient checked = domain::check(std::move(given));
  if (checked.fault != domain::RecipientFault::none) return Error{Errc::invalid, checked.reason};
  const domain::GivenRecipient& now = checked.given;
  const std::string key = domain::email_key(*now.email);
  if (*now.email != found->email) {
    const auto other = store::recipient::find_by_keys(tx, account.id, std::span(&key, 1)).front();
    if (other && other->recipient.id != found->id) {
      return Error{Errc::invalid, "Email: another recipient has that address."};
    }
    store::recipient::update_email(tx, account.id, found->id, *now.email);
    found->email = *now.email;
  }
  if (now.name) found->name = *now.name;
  if (now.mobile_prefix) found->mobile_prefix = now.mobile_prefix;
  if (now.mobile_number) found->mobile_number = now.mobile_number;
  for (const auto& [number, value] : now.fields) {
    if (value.empty()) found->fields.erase(number);
    if (!value.empty()) found->fields[number] = value;
  }
  store::recipient::update(tx, account.id, std::span(&*found, 1), 0);
  return *found;
}

Result<DynamicFields::Value> DynamicFields::operator()(store::WriteTx&, const Account&,
                                                       const Input& input) {
  Value out;
  out.skip = input.skip;
  out.limit = input.limit;
  out.total = static_cast<std::int64_t>(domain::kDynamicFields.size());
  for (std::int64_t i = input.skip; i < std::min(out.total, input.skip + input.limit); ++i) {
    const auto place = static_cast<std::size_t>(input.ascending ? i : out.total - 1 - i);
    out.items.push_back(domain::kDynamicFields[place]);
  }
  return out;
}

Result<Nothing> Subscribe::operator()(store::WriteTx& tx, const Account& account,
                                      const Input& input) {
  const auto recipient = lock_recipient(tx, account, input);
  if (!recipient) return recipient.error();
  subscription::put(tx, {account.id, input.list, input.recipient}, Subscription::subscribed);
  return Nothing{};
}

Result<Nothing> Unsubscribe::operator()(store::WriteTx& tx, const Account& account,
                                        const Input& input) {
  const auto recipient = lock_recipient(tx, account, input);
  if (!recipient) return recipient.error();
  const subscription::Place place{account.id, input.list, input.recipient};
  if (!subscription::find(tx, place)) return unknown_to(input.list, input.recipient);
  subscription::put(tx, place, Subscription::unsubscribed);
  return Nothing{};
}

Result<Nothing> JoinGroup::operator()(store::WriteTx& tx, const Account& account,
                                      const Input& input) {
  const auto group = service::require_group(tx, account, input.group);
  if (!group) return group.error();
  const auto recipient = lock_recipient(tx, account, {group->list, input.recipient});
  if (!recipient) return recipient.error();
  if (input.subscribe) {
    subscription::put(tx, {account.id, group->list, input.recipient}, Subscription::subscribed);
  }
  join(tx, account.id, input.group, std::span(&input.recipient, 1));
  return Nothing{};
}

Result<Nothing> LeaveGroup::operator()(store::WriteTx& tx, const Account& account,
                                       const Input& input) {
  const auto group = service::require_group(tx, account, input.group);
  if (!group) return group.error();
  const auto recipient = lock_recipient(tx, account, {group->list, input.recipient});
  if (!recipient) return recipient.error();
  if (!leave(tx, account.id, input.group, input.recipient)) {
    return Error{Errc::not_found, fmt::format("Group {} has no recipient {}.", input.group.value,
                                              input.recipient.value)};
  }
  return Nothing{};
}

Result<Nothing> RemoveFromList::operator()(store::WriteTx& tx, const Account& account,
                                           const Input& input) {
  const auto recipient = lock_recipient(tx, account, input);
  if (!recipient) return recipient.error();
  if (!store::subscription::remove(tx, account.id, input.list, input.recipient)) {
    return unknown_to(input.list, input.recipient);
  }
  for (const auto group :
       store::subscription::find_groups(tx, account.id, input.list, input.recipient)) {
    leave(tx, account.id, group, input.recipient);
  }
  return Nothing{};
}

Result<Nothing> Remove::operator()(store::WriteTx& tx, const Account& account, const Input& input) {
  store::account::lock(tx, account.id);
  const auto recipient = need(tx, account, input);
  if (!recipient) return recipient.error();
  for (const auto group : store::subscription::find_groups(tx, account.id, input)) {
    leave(tx, account.id, group, input);
  }
  for (const auto& place : store::subscription::find_by_recipient(tx, account.id, input)) {
    store::subscription::remove(tx, account.id, place.list, input);
  }
  store::recipient::remove(tx, account.id, input);
  store::recipient::add_to_count(tx, account.id, -1);
  return Nothing{};
}

}  // namespace usher::service::recipient
