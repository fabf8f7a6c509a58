/// Operations on sendings: create, list, reschedule, stop and delete them.
#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"
#include "domain/mailing/sending.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/mailing/sending.hpp"
#include "store/tx.hpp"

namespace usher::service {

using DescribedSending = store::sending::Described;

struct SendOptions {
  std::optional<TimePoint> at;  ///< the due time; nullopt or a past time: now
  std::string sender_name;      ///< empty: the list's name
  std::string sender_address;   ///< empty: the list's address
};
struct SendReceipt {
  domain::SendingId id;
  std::int64_t message = 0;
  std::int64_t recipients = 0;  ///< the present number of recipients
};

struct ListSending {
  std::int64_t list = 0;
  std::int64_t message = 0;
  SendOptions options;
};
/// Sends a message to all subscribers of its list. Returns `forbidden` if the plan's remaining
/// number of emails is too small.
Result<SendReceipt> send_to_list(store::WriteTx& tx, const domain::Account& account,
                                 const ListSending& input);

struct GroupSending {
  std::int64_t group = 0;
  std::int64_t message = 0;
  SendOptions options;
};
/// Sends a message to the members of a group that are subscribed to the group's list. Returns
/// `forbidden` if the plan's remaining number of emails is too small.
Result<SendReceipt> send_to_group(store::WriteTx& tx, const domain::Account& account,
                                  const GroupSending& input);

struct RecipientSending {
  std::string email;
  std::int64_t message = 0;
  domain::RecipientFields fields;  ///< values that replace the recipient's fields in this mail
};
/// Sends a message to one recipient of the account. Returns `invalid` if the address is unknown, or
/// the recipient has unsubscribed from the message's list.
Result<SendReceipt> send_to_recipient(store::WriteTx& tx, const domain::Account& account,
                                      const RecipientSending& input);

struct SendHistoryQuery {
  std::int64_t list = 0;
  std::int64_t message = 0;
  domain::PageQuery page;
};
Result<domain::ResultPage<domain::Sending>> list_send_history(store::ReadTx& tx,
                                                              const domain::Account& account,
                                                              const SendHistoryQuery& query);

struct SendingQueueQuery {
  domain::SendingState state = domain::SendingState::undefined;
  domain::PageQuery page;
};
/// Returns the sendings in one state: immediate, deferred or undefined.
Result<domain::ResultPage<DescribedSending>> list_sending_queue(store::ReadTx& tx,
                                                                const domain::Account& account,
                                                                const SendingQueueQuery& query);

/// Makes a sending due now.
Result<DescribedSending> send_now(store::WriteTx& tx, const domain::Account& account,
                                  const domain::SendingId& id);

/// Returns the earliest time at which a sending could begin.
Result<TimePoint> find_earliest_dispatch(store::ReadTx& tx, const domain::Account& account,
                                         const domain::SendingId& id);

struct Deferral {
  domain::SendingId id;
  std::optional<TimePoint> at;  ///< nullopt: the earliest time
};
/// Reschedules a sending. Returns `invalid` while the sending is in progress.
Result<DescribedSending> defer_sending(store::WriteTx& tx, const domain::Account& account,
                                       const Deferral& input);

/// The limit of one stop and one deletion per account in 30 seconds
/// (docs/contract/provisioning.md, B.8).
struct SendingThrottle {
  bool enabled = true;
};
/// Stops a sending. Returns `too_many` if the account is throttled.
Result<Done> stop_sending(store::WriteTx& tx, const SendingThrottle& throttle,
                          const domain::Account& account, const domain::SendingId& id);
/// Deletes a sending that is not in progress. Returns `too_many` if the account is throttled.
Result<Done> delete_sending(store::WriteTx& tx, const SendingThrottle& throttle,
                            const domain::Account& account, const domain::SendingId& id);

}  // namespace usher::service
