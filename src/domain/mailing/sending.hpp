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
  undefined = 1,  ///< created without a date
  deferred = 2,   ///< waits for its date
  immediate = 3,  ///< queued, or in progress
  done = 4,
  stopped = 5,
  deleted = 6,
};
std::string_view name_of(SendingState state);

/// The number of the built-in message that asks to confirm a subscription.
inline constexpr std::int64_t kConfirmationMessage = 0;

struct Sending {
  SendingId id;
  AccountId account;
  std::int64_t list = 0;
  std::int64_t message = kConfirmationMessage;
  Audience audience = Audience::list;
  std::int64_t audience_id = 0;  ///< the id of the list, group, recipient or import
  SendingState state = SendingState::undefined;
  std::string sender_name;     ///< empty: the list's, else the plan's
  std::string sender_address;  ///< empty: the list's, else the plan's
  TimePoint created_at;
  std::optional<TimePoint> due_at;
  std::optional<TimePoint> started_at;
  std::optional<TimePoint> ended_at;
  std::int64_t reached = 0;  ///< the last recipient that was processed
  bool exhausted = false;    ///< no recipients follow `reached`
  std::int64_t sent = 0;
  std::int64_t bytes = 0;
  RecipientFields fields{};  ///< the fields of the only recipient, used for this mail only
};

/// The outcome of an attempt to deliver a mail of a sending.
struct DeliveryOutcome {
  MailResult result = MailResult::not_attempted;
  /// The whole mail was sent, but no reply arrived: the mail server may have accepted it.
  bool possibly_accepted = false;
  bool sender_rejected = false;  ///< set with `deferred`: the recipient is not the cause
  bool bad_address = true;       ///< set with `recipient_rejected`: the mailbox does not exist
  int attempts = 1;              ///< including this attempt
  std::optional<Duration>
      postponed;  ///< set with `not_attempted`: the remaining pause of the relay
};

/// The consequences for the delivery. A mail that may have been accepted is never sent again.
struct DeliveryDecision {
  enum class State { sent, retry, unknown, failed };
  State state = State::sent;
  std::optional<Duration> retry_in;
  int attempts = 0;
  bool hard_bounce = false;  ///< the address fails permanently
  bool soft_bounce = false;  ///< all attempts failed temporarily
};

/// Decides after an attempt whether to retry.
DeliveryDecision after_delivery(const DeliveryOutcome& outcome, const RetryPolicy& policy,
                                double jitter);

/// Properties by which sendings can be filtered and ordered, in a queue and in a message's history.
inline constexpr std::array<FilterProperty, 5> kSendingProperties = {{
    {"Id", FilterType::integer},
    {"IdList", FilterType::integer},
    {"IdMessage", FilterType::integer},
    {"Notes", FilterType::text},
    {"Subject", FilterType::text},
}};
inline constexpr std::array<FilterProperty, 4> kSendHistoryProperties = {{
    {"Recipients", FilterType::integer},
    {"SenderEmail", FilterType::text},
    {"SenderName", FilterType::text},
    {"idMessage", FilterType::integer},
}};

}  // namespace usher::domain
