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

namespace usher::service {
namespace {

using domain::Account;
using domain::Sending;
using domain::SendingId;
using domain::SendingState;
using store::ReadTx;
using store::WriteTx;
using store::sending::NewSending;

constexpr Duration kStopInterval = std::chrono::seconds(30);

Error no_message(std::int64_t message) {
  return Error{Errc::not_found, fmt::format("There is no message {}.", message)};
}

Error no_sending(SendingId id) {
  return Error{Errc::not_found, fmt::format("There is no sending {}.", id.value)};
}

Error sending_in_progress(SendingId id) {
  return Error{Errc::invalid, fmt::format("Sending {} is in progress. Stop it first.", id.value)};
}

Result<void> check_message_in_list(ReadTx& tx, const Account& account, std::int64_t list,
                                   std::int64_t message) {
  if (store::mail_content::find_list(tx, account.id, message) == list) return {};
  return Error{Errc::not_found, fmt::format("List {} has no message {}.", list, message)};
}

/// Checks the plan's quota of emails and locks the account's count of used emails.
Result<void> check_email_quota(WriteTx& tx, const Account& account, std::int64_t recipients) {
  const auto plan = store::plan::get(tx, account.plan);
  CHECK(plan != nullptr);
  if (plan->max_emails == 0) return {};
  const std::int64_t used = store::delivery::lock_emails_sent(tx, account.id);
  const std::int64_t left = plan->max_emails - used;
  if (left > 0 && recipients <= left) return {};
  return Error{Errc::forbidden,
               fmt::format("This account may send {} emails in total and has used {}: it cannot "
                           "send {} more.",
                           plan->max_emails, used, recipients)};
}

Result<SendReceipt> create_sending(WriteTx& tx, const Account& account, NewSending sending,
                                   const SendOptions& options) {
  // The lock makes a concurrent deletion of the message wait until it can find the sending.
  if (!store::message::lock(tx, account.id, {sending.message})) return no_message(sending.message);
  const std::int64_t recipients =
      store::audience::count(tx, account.id, sending.list, sending.audience, sending.audience_id);
  if (auto allowed = check_email_quota(tx, account, recipients); !allowed) return allowed.error();
  const bool later = options.at && *options.at > tx.now();
  sending.account = account.id;
  sending.state = later ? SendingState::deferred : SendingState::immediate;
  sending.due = later ? *options.at : tx.now();
  sending.sender_name = options.sender_name;
  sending.sender_address = options.sender_address;
  return SendReceipt{store::sending::insert(tx, sending), sending.message, recipients};
}

Result<Sending> lock_sending(WriteTx& tx, const Account& account, SendingId id) {
  auto sending = store::sending::lock(tx, account.id, id);
  if (!sending) return no_sending(id);
  return *sending;
}

Result<Sending> lock_unfinished_sending(WriteTx& tx, const Account& account, SendingId id) {
  auto sending = lock_sending(tx, account, id);
  if (!sending || sending->state != SendingState::done) return sending;
  return Error{Errc::invalid, fmt::format("Sending {} is done.", id.value)};
}

Result<DescribedSending> describe_sending(ReadTx& tx, const Account& account, SendingId id) {
  auto found = store::sending::describe(tx, account.id, id);
  CHECK(found.has_value());
  return *found;
}

Result<void> check_stop_interval(ReadTx& tx, const std::optional<TimePoint>& last,
                                 std::string_view action) {
  if (!last || tx.now() - *last >= kStopInterval) return {};
  Error error{Errc::too_many,
              fmt::format("too_many_requests: at most 1 call in 30 seconds {} a sending, this is "
                          "number 2.",
                          action)};
  const auto wait = std::chrono::ceil<std::chrono::seconds>(*last + kStopInterval - tx.now());
  error.retry_after_s = static_cast<int>(wait.count());
  return error;
}

}  // namespace

Result<SendReceipt> send_to_list(WriteTx& tx, const Account& account, const ListSending& input) {
  const auto list = require_list(tx, account, input.list);
  if (!list) return list.error();
  if (auto found = check_message_in_list(tx, account, input.list, input.message); !found) {
    return found.error();
  }
  NewSending sending;
  sending.list = input.list;
  sending.message = input.message;
  sending.audience = domain::Audience::list;
  sending.audience_id = input.list;
  return create_sending(tx, account, std::move(sending), input.options);
}

Result<SendReceipt> send_to_group(WriteTx& tx, const Account& account, const GroupSending& input) {
  const auto group = require_group(tx, account, {input.group});
  if (!group) return group.error();
  if (auto found = check_message_in_list(tx, account, group->list, input.message); !found) {
    return found.error();
  }
  NewSending sending;
  sending.list = group->list;
  sending.message = input.message;
  sending.audience = domain::Audience::group;
  sending.audience_id = input.group;
  return create_sending(tx, account, std::move(sending), input.options);
}

Result<SendReceipt> send_to_recipient(WriteTx& tx, const Account& account,
                                      const RecipientSending& input) {
  const auto list = store::mail_content::find_list(tx, account.id, input.message);
  if (!list) return no_message(input.message);
  const auto recipient =
      store::audience::find(tx, account.id, *list, domain::email_key(input.email));
  if (!recipient) {
    return Error{Errc::invalid, "Email: no recipient has this address. Add it to a list first."};
  }
  if (recipient->unsubscribed) {
    return Error{Errc::invalid,
                 fmt::format("Email: this recipient has unsubscribed from list {}.", *list)};
  }
  NewSending sending;
  sending.list = *list;
  sending.message = input.message;
  sending.audience = domain::Audience::recipient;
  sending.audience_id = recipient->id.value;
  sending.fields = input.fields;
  return create_sending(tx, account, std::move(sending), {});
}

Result<domain::ResultPage<Sending>> list_send_history(ReadTx& tx, const Account& account,
                                                      const SendHistoryQuery& query) {
  const auto list = require_list(tx, account, query.list);
  if (!list) return list.error();
  if (auto found = check_message_in_list(tx, account, query.list, query.message); !found) {
    return found.error();
  }
  return store::sending::history(tx, account.id, query.message, query.page);
}

Result<domain::ResultPage<DescribedSending>> list_sending_queue(ReadTx& tx, const Account& account,
                                                                const SendingQueueQuery& query) {
  return store::sending::queue(tx, account.id, query.state, query.page);
}

Result<DescribedSending> send_now(WriteTx& tx, const Account& account, const SendingId& id) {
  const auto sending = lock_unfinished_sending(tx, account, id);
  if (!sending) return sending.error();
  if (sending->state != SendingState::immediate) {
    store::sending::schedule(tx, account.id, id, SendingState::immediate, tx.now());
  }
  return describe_sending(tx, account, id);
}

Result<TimePoint> find_earliest_dispatch(ReadTx& tx, const Account& account, const SendingId& id) {
  if (!store::sending::describe(tx, account.id, id)) return no_sending(id);
  return tx.now();
}

Result<DescribedSending> defer_sending(WriteTx& tx, const Account& account, const Deferral& input) {
  const auto sending = lock_unfinished_sending(tx, account, input.id);
  if (!sending) return sending.error();
  if (sending->state == SendingState::immediate) return sending_in_progress(input.id);
  const TimePoint at = std::max(input.at.value_or(tx.now()), tx.now());
  store::sending::schedule(tx, account.id, input.id, SendingState::deferred, at);
  return describe_sending(tx, account, input.id);
}

Result<Done> stop_sending(WriteTx& tx, const SendingThrottle& throttle, const Account& account,
                          const SendingId& id) {
  const auto sending = lock_unfinished_sending(tx, account, id);
  if (!sending) return sending.error();
  if (throttle.enabled) {
    const auto last = store::sending::last_stop(tx, account.id);
    if (auto allowed = check_stop_interval(tx, last, "stops"); !allowed) return allowed.error();
  }
  store::sending::stop(tx, account.id, id);
  return Done{};
}

Result<Done> delete_sending(WriteTx& tx, const SendingThrottle& throttle, const Account& account,
                            const SendingId& id) {
  const auto sending = lock_sending(tx, account, id);
  if (!sending) return sending.error();
  if (sending->state == SendingState::immediate) return sending_in_progress(id);
  if (throttle.enabled) {
    const auto last = store::sending::last_removal(tx, account.id);
    if (auto allowed = check_stop_interval(tx, last, "deletes"); !allowed) return allowed.error();
  }
  const std::int64_t cancelled = store::sending::remove(tx, account.id, id);
  if (sending->message != domain::kConfirmationMessage) {
    store::delivery::add_emails_sent(tx, {{account.id, -cancelled}});
  }
  return Done{};
}

}  // namespace usher::service
