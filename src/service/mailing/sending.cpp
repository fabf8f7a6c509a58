#include "service/mailing/sending.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "service/mailing/group.hpp"
#include "service/mailing/mailing_list.hpp"
#include "store/mailing/audience.hpp"
#include "store/mailing/delivery.hpp"
#include "store/mailing/mail_content.hpp"
#include "store/mailing/message.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service::sending {
namespace {

using domain::Account;
using domain::Sending;
using domain::SendingId;
using domain::SendingState;
using Tx = store::WriteTx;
using store::sending::NewSending;

constexpr Duration kBetweenStops = std::chrono::seconds(30);

Error no_message(std::int64_t message) {
  return Error{Errc::not_found, fmt::format("There is no message {}.", message)};
}

Result<void> need_message(Tx& tx, const Account& account, std::int64_t list, std::int64_t message) {
  if (store::mail_content::find_list(tx, account.id, message) == list) return {};
  return Error{Errc::not_found, fmt::format("List {} has no message {}.", list, message)};
}

/// Whether the plan has mails left for so many more.
Result<void> check_plan(Tx& tx, const Account& account, std::int64_t recipients) {
  const auto plan = store::plan::get(tx, account.plan);
  CHECK(plan != nullptr);
  if (plan->max_emails == 0) return {};
  const std::int64_t used = store::delivery::lock_emails_sent(tx, account.id);
  const std::int64_t left = plan->max_emails - used;
  if (left > 0 && recipients <= left) return {};
  return Error{Errc::forbidden,
               fmt::format("This account may send {} mails in all, and {} are used: {} more can't "
                           "be sent.",
                           plan->max_emails, used, recipients)};
}

Result<Receipt> send(Tx& tx, const Account& account, NewSending sending, const Manner& manner) {
  // From here on nobody deletes it: whoever wants to sees that it is being sent.
  if (!store::message::lock(tx, account.id, {sending.message})) return no_message(sending.message);
  const std::int64_t recipients =
      store::audience::count(tx, account.id, sending.list, sending.audience, sending.audience_id);
  if (auto allowed = check_plan(tx, account, recipients); !allowed) return allowed.error();
  const bool later = manner.at && *manner.at > tx.now();
  sending.account = account.id;
  sending.state = later ? SendingState::deferred : SendingState::immediate;
  sending.due = later ? *manner.at : tx.now();
  sending.sender_name = manner.sender_name;
  sending.sender_address = manner.sender_address;
  return Receipt{store::sending::insert(tx, sending), sending.message, recipients};
}

Error no_sending(SendingId id) {
  return Error{Errc::not_found, fmt::format("There is no sending {}.", id.value)};
}

Result<Sending> need(Tx& tx, const Account& account, SendingId id) {
  auto sending = store::sending::lock(tx, account.id, id);
  if (!sending) return no_sending(id);
  return *sending;
}

/// The same of one that can still be changed.
Result<Sending> need_open(Tx& tx, const Account& account, SendingId id) {
  auto sending = need(tx, account, id);
  if (!sending || sending->state != SendingState::done) return sending;
  return Error{Errc::invalid, fmt::format("Sending {} is done.", id.value)};
}

Result<Described> described(Tx& tx, const Account& account, SendingId id) {
  auto found = store::sending::describe(tx, account.id, id);
  CHECK(found.has_value());
  return *found;
}

Result<void> check_interval(Tx& tx, const std::optional<TimePoint>& last, std::string_view what) {
  if (!last || tx.now() - *last >= kBetweenStops) return {};
  Error error{Errc::too_many,
              fmt::format("too_many_requests: at most 1 call in 30 seconds {} a sending, this is "
                          "number 2.",
                          what)};
  const auto wait = std::chrono::ceil<std::chrono::seconds>(*last + kBetweenStops - tx.now());
  error.retry_after_s = static_cast<int>(wait.count());
  return error;
}

}  // namespace

Result<Receipt> SendToList::operator()(Tx& tx, const Account& account, const Input& input) {
  const auto list = mailing_list::need(tx, account, input.list);
  if (!list) return list.error();
  if (auto found = need_message(tx, account, input.list, input.message); !found) {
    return found.error();
  }
  NewSending sending;
  sending.list = input.list;
  sending.message = input.message;
  sending.audience = domain::Audience::list;
  sending.audience_id = input.list;
  return send(tx, account, std::move(sending), input.manner);
}

Result<Receipt> SendToGroup::operator()(Tx& tx, const Account& account, const Input& input) {
  const auto group = require_group(tx, account, {input.group});
  if (!group) return group.error();
  if (auto found = need_message(tx, account, group->list, input.message); !found) {
    return found.error();
  }
  NewSending sending;
  sending.list = group->list;
  sending.message = input.message;
  sending.audience = domain::Audience::group;
  sending.audience_id = input.group;
  return send(tx, account, std::move(sending), input.manner);
}

Result<Receipt> SendToRecipient::operator()(Tx& tx, const Account& account, const Input& input) {
  const auto list = store::mail_content::find_list(tx, account.id, input.message);
  if (!list) return no_message(input.message);
  const auto recipient =
      store::audience::find(tx, account.id, *list, domain::email_key(input.email));
  if (!recipient) {
    return Error{Errc::invalid, "Email: no recipient has that address. Add it to a list first."};
  }
  if (recipient->unsubscribed) {
    return Error{Errc::invalid,
                 fmt::format("Email: that recipient has unsubscribed from list {}.", *list)};
  }
  NewSending sending;
  sending.list = *list;
  sending.message = input.message;
  sending.audience = domain::Audience::recipient;
  sending.audience_id = recipient->id.value;
  sending.fields = input.fields;
  return send(tx, account, std::move(sending), {});
}

Result<History::Value> History::operator()(Tx& tx, const Account& account, const Input& input) {
  const auto list = mailing_list::need(tx, account, input.list);
  if (!list) return list.error();
  if (auto found = need_message(tx, account, input.list, input.message); !found) {
    return found.error();
  }
  return store::sending::history(tx, account.id, input.message, input.query);
}

Result<Queue::Value> Queue::operator()(Tx& tx, const Account& account, const Input& input) {
  return store::sending::queue(tx, account.id, input.state, input.query);
}

Result<Described> SendNow::operator()(Tx& tx, const Account& account, const Input& input) {
  const auto sending = need_open(tx, account, input);
  if (!sending) return sending.error();
  if (sending->state != SendingState::immediate) {
    store::sending::schedule(tx, account.id, input, SendingState::immediate, tx.now());
  }
  return described(tx, account, input);
}

Result<TimePoint> Earliest::operator()(Tx& tx, const Account& account, const Input& input) {
  if (!store::sending::describe(tx, account.id, input)) return no_sending(input);
  return tx.now();
}

Result<Described> Defer::operator()(Tx& tx, const Account& account, const Input& input) {
  const auto sending = need_open(tx, account, input.id);
  if (!sending) return sending.error();
  if (sending->state == SendingState::immediate) {
    return Error{Errc::invalid,
                 fmt::format("Sending {} is under way. Stop it first.", input.id.value)};
  }
  const TimePoint at = std::max(input.at.value_or(tx.now()), tx.now());
  store::sending::schedule(tx, account.id, input.id, SendingState::deferred, at);
  return described(tx, account, input.id);
}

Result<Stop::Value> Stop::operator()(Tx& tx, const Account& account, const Input& input) {
  const auto sending = need_open(tx, account, input);
  if (!sending) return sending.error();
  if (limited) {
    const auto last = store::sending::last_stop(tx, account.id);
    if (auto allowed = check_interval(tx, last, "stops"); !allowed) return allowed.error();
  }
  store::sending::stop(tx, account.id, input);
  return Value{};
}

Result<Remove::Value> Remove::operator()(Tx& tx, const Account& account, const Input& input) {
  const auto sending = need(tx, account, input);
  if (!sending) return sending.error();
  if (sending->state == SendingState::immediate) {
    return Error{Errc::invalid,
                 fmt::format("Sending {} is under way. Stop it first.", input.value)};
  }
  if (limited) {
    const auto last = store::sending::last_removal(tx, account.id);
    if (auto allowed = check_interval(tx, last, "deletes"); !allowed) return allowed.error();
  }
  const std::int64_t dropped = store::sending::remove(tx, account.id, input);
  if (sending->message != domain::kConfirmationMessage) {
    store::delivery::add_emails_sent(tx, {{account.id, -dropped}});
  }
  return Value{};
}

}  // namespace usher::service::sending
