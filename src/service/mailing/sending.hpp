/// What an application can ask about sendings: send a message, look at what waits and what was
/// sent, say when, stop.
#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"
#include "domain/mailing/sending.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/mailing/sending.hpp"
#include "store/tx.hpp"

namespace usher::service::sending {

using store::sending::Described;

/// How a message is to be sent.
struct Manner {
  std::optional<TimePoint> at;  ///< nothing, or past: now
  std::string sender_name;      ///< empty: the list's
  std::string sender_address;   ///< the same
};
/// What was made of it.
struct Receipt {
  domain::SendingId id;
  std::int64_t message = 0;
  std::int64_t recipients = 0;  ///< how many it is for
};

/// To all subscribed of a list. `forbidden` when the plan has no mails left for it.
struct SendToList {
  struct Input {
    std::int64_t list = 0;
    std::int64_t message = 0;
    Manner manner;
  };
  using Value = Receipt;
  static constexpr std::string_view kMethod = "SendMailMessageToRecipientInList";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// To those of a group who are subscribed to its list.
struct SendToGroup {
  struct Input {
    std::int64_t group = 0;
    std::int64_t message = 0;
    Manner manner;
  };
  using Value = Receipt;
  static constexpr std::string_view kMethod = "SendMailMessageToRecipientInGroup";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// To one recipient that the account knows and who has not left the message's list.
struct SendToRecipient {
  struct Input {
    std::string email;
    std::int64_t message = 0;
    domain::RecipientFields fields;  ///< that count for this mail only
  };
  using Value = Receipt;
  static constexpr std::string_view kMethod = "SendMailMessageToRecipient";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

struct History {
  struct Input {
    std::int64_t list = 0;
    std::int64_t message = 0;
    domain::PageQuery query;
  };
  using Value = domain::ResultPage<domain::Sending>;
  static constexpr std::string_view kMethod = "GetMailMessageSendHistory";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// Those that are immediate, deferred or undefined.
struct Queue {
  struct Input {
    domain::SendingState state = domain::SendingState::undefined;
    domain::PageQuery query;
  };
  using Value = domain::ResultPage<Described>;
  static constexpr std::string_view kMethod = "GetEmailSendings";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// As soon as possible.
struct SendNow {
  using Input = domain::SendingId;
  using Value = Described;
  static constexpr std::string_view kMethod = "ScheduleImmediateDispatch";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// When a sending could begin at the earliest.
struct Earliest {
  using Input = domain::SendingId;
  using Value = TimePoint;
  static constexpr std::string_view kMethod = "GetEarliestDeferredDate";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

struct Defer {
  struct Input {
    domain::SendingId id;
    std::optional<TimePoint> at;  ///< nothing: the earliest
  };
  using Value = Described;
  static constexpr std::string_view kMethod = "ScheduleDeferredDispatch";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// Stops one; and takes one away that is not under way. `limited`: at most one call in 30 seconds
/// for each (the contract's B.8).
struct Stop {
  using Input = domain::SendingId;
  struct Value {};
  static constexpr std::string_view kMethod = "StopEmailSending";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);

  bool limited = true;
};
struct Remove {
  using Input = domain::SendingId;
  struct Value {};
  static constexpr std::string_view kMethod = "DeleteEmailSending";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);

  bool limited = true;
};

}  // namespace usher::service::sending
