/// Orders to send a message, and what becomes of their mails.
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

/// Whom a sending is for. The numbers are the database's.
enum class Audience : int {
  list = 1,       ///< all who are subscribed
  group = 2,      ///< those of a group who are
  recipient = 3,  ///< one
  import = 4,     ///< whom an import has left pending
};

/// The numbers are the database's.
enum class SendingState : int {
  undefined = 1,  ///< made, nobody has said when
  deferred = 2,   ///< waits for its date
  immediate = 3,  ///< waits for its turn, or is under way
  done = 4,
  stopped = 5,
  deleted = 6,
};
std::string_view name_of(SendingState state);

/// A sending of this message mails the built-in mail that asks to confirm a subscription.
inline constexpr std::int64_t kConfirmationMessage = 0;

struct Sending {
  SendingId id;
  AccountId account;
  std::int64_t list = 0;
  std::int64_t message = kConfirmationMessage;
  Audience audience = Audience::list;
  std::int64_t audience_id = 0;  ///< the list's number, or the id of what else it is
  SendingState state = SendingState::undefined;
  std::string sender_name;     ///< empty: the list's, else the plan's
  std::string sender_address;  ///< the same
  TimePoint created_at;
  std::optional<TimePoint> due_at;
  std::optional<TimePoint> started_at;
  std::optional<TimePoint> ended_at;
  std::int64_t reached = 0;  ///< the last recipient that was taken up
  bool exhausted = false;    ///< there are no more behind it
  std::int64_t sent = 0;
  std::int64_t bytes = 0;
  RecipientFields fields{};  ///< of its one recipient, for this mail only
};

/// How handing a mail over ended, and what is known of it.
struct DeliveryOutcome {
  MailResult result = MailResult::not_attempted;
  /// The mail server may have taken it: all of it was given, and no answer came.
  bool possibly_accepted = false;
  bool sender_rejected = false;  ///< with temporary: not the recipient's fault
  bool bad_address = true;       ///< with refused: false where it was for another reason
  int attempts = 1;              ///< this one included
  std::optional<Duration> postponed;
};

/// What follows. A mail that may have been taken is never given again.
struct DeliveryDecision {
  enum class State { sent, retry, unknown, failed };
  State state = State::sent;
  std::optional<Duration> retry_in;
  int attempts = 0;
  bool hard_bounce = false;  ///< the address will not work, whatever is sent there
  bool soft_bounce = false;  ///< it did not, as often as it was tried
};
DeliveryDecision after_delivery(const DeliveryOutcome& outcome, const RetryPolicy& policy,
                                double jitter);

/// What sendings can be filtered and ordered by, in a queue and in a message's history.
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
