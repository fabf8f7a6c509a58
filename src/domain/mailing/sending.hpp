/// Sendings: orders to send a message, and the deliveries of their mails.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/id.hpp"
#include "domain/filter.hpp"
#include "domain/mailing/recipient.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/provisioning/retry_decision.hpp"
#include "domain/provisioning/task.hpp"

namespace usher::domain {

using SendingId = Id<struct SendingTag>;

/// The audience of a sending. The numbers are stored in the database.
enum class Audience : int {
  list = 1,       ///< all subscribed recipients of the list
  group = 2,      ///< the subscribed recipients of a group
  recipient = 3,  ///< one recipient
  import = 4,     ///< the pending recipients of an import
};

/// The state of a sending. The numbers are stored in the database.
enum class SendingState : int {
  undefined = 1,  ///< has no date yet
  deferred = 2,   ///< has a date in the future
  immediate = 3,  ///< is queued or in progress
  done = 4,
  stopped = 5,
  deleted = 6,
};
std::string_view name_of(SendingState state);

/// The message number of the built-in message that asks to confirm a subscription.
inline constexpr std::int64_t kConfirmationMessage = 0;

/// One order to send a message, with its progress.
struct Sending {
  SendingId id;
  AccountId account;
  std::int64_t list = 0;
  std::int64_t message = kConfirmationMessage;
  Audience audience = Audience::list;
  std::int64_t audience_id = 0;  ///< the id of the list, group, recipient or import
  SendingState state = SendingState::undefined;
  std::string sender_name;     ///< empty: the list's or else the plan's name
  std::string sender_address;  ///< empty: the list's or else the plan's address
  TimePoint created_at;
  std::optional<TimePoint> due_at;
  std::optional<TimePoint> started_at;
  std::optional<TimePoint> ended_at;
  std::int64_t reached = 0;  ///< the id of the last recipient that was processed
  bool exhausted = false;    ///< true if no recipients follow `reached`
  std::int64_t sent = 0;     ///< the number of mails
  std::int64_t bytes = 0;    ///< the total size of the mails
  RecipientFields fields{};  ///< the fields that replace the recipient's, for Audience::recipient
};

/// The outcome of an attempt to deliver a mail of a sending.
struct DeliveryOutcome {
  MailResult result = MailResult::not_attempted;
  /// True if the whole mail was sent but no reply arrived: the relay may have accepted the mail.
  bool possibly_accepted = false;
  bool sender_rejected = false;       ///< the reason of `deferred` is the sender, not the recipient
  bool bad_address = true;            ///< the reason of `recipient_rejected` is a missing mailbox
  int attempts = 1;                   ///< the number of attempts, including this attempt
  std::optional<Duration> postponed;  ///< the remaining pause of the relay, for `not_attempted`
};

/// The consequences of an attempt for the delivery. A mail that may have been accepted is never
/// sent again.
struct DeliveryDecision {
  enum class State { sent, retry, unknown, failed };
  State state = State::sent;
  std::optional<Duration> retry_in;  ///< the delay until the next attempt; nullopt: none
  int attempts = 0;                  ///< the new count of attempts
  bool hard_bounce = false;          ///< true if the address fails permanently
  bool soft_bounce = false;          ///< true if all attempts failed temporarily
};

/// Decides after an attempt whether to retry. `jitter` is in [0, 1).
DeliveryDecision after_delivery(const DeliveryOutcome& outcome, const RetryPolicy& policy,
                                double jitter);

/// Properties by which queued sendings can be filtered and ordered.
inline constexpr std::array<FilterProperty, 5> kSendingProperties = {{
    {"Id", FilterType::integer},
    {"IdList", FilterType::integer},
    {"IdMessage", FilterType::integer},
    {"Notes", FilterType::text},
    {"Subject", FilterType::text},
}};
/// Properties by which a message's past sendings can be filtered and ordered.
inline constexpr std::array<FilterProperty, 4> kSendHistoryProperties = {{
    {"Recipients", FilterType::integer},
    {"SenderEmail", FilterType::text},
    {"SenderName", FilterType::text},
    {"idMessage", FilterType::integer},
}};

}  // namespace usher::domain
