/// Deliveries in the database: mails of sendings that are in flight, wait for a retry, or failed.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/mailing/sending.hpp"
#include "store/tx.hpp"

namespace usher::store::delivery {

/// A delivery and the fencing token of its lease.
struct Lease {
  domain::SendingId sending;
  domain::RecipientId recipient;
  std::int64_t lease_token = 0;
};
/// A delivery whose lease is valid, with its message and sending.
struct LeasedDelivery {
  domain::AccountId account;
  std::int64_t list = 0;
  std::int64_t message = 0;
  bool message_exists = false;  ///< false if the message was removed, so that no statistic is kept
  bool sending_is_active = false;
  bool sending_is_deleted = false;
};
/// Locks the deliveries and their sendings. The result is indexed by `mails`; nullopt if the lease
/// has expired.
std::vector<std::optional<LeasedDelivery>> lock_leased(WriteTx& tx, std::span<const Lease> mails);

/// Removes deliveries that were accepted by the mail server, or whose sending was deleted.
void remove(WriteTx& tx, std::span<const Lease> mails);
/// The state of a delivery that was not accepted. The numbers are stored.
enum class DeliveryState : int { retry = 2, unknown = 3, failed = 4 };
/// A delivery that was not accepted.
struct Failed {
  domain::SendingId sending;
  domain::RecipientId recipient;
  DeliveryState state = DeliveryState::failed;
  int attempts = 0;
  std::optional<TimePoint> due;  ///< the due time of the next attempt for `retry`; nullopt: parked
  std::string answer;
};
void update_failed(WriteTx& tx, std::span<const Failed> mails);

/// Inserts deliveries in flight, leased until `lease_until`. Returns the recipients that had no
/// delivery yet, so that no recipient receives two mails.
std::vector<domain::RecipientId> insert(WriteTx& tx, const domain::Sending& sending,
                                        std::span<const domain::RecipientId> recipients,
                                        TimePoint lease_until, std::int64_t lease_token);
/// A delivery that was leased for another attempt.
struct Retry {
  domain::SendingId sending;
  domain::RecipientId recipient;
  int attempts = 0;  ///< the number of attempts, including this attempt
};
/// Leases up to `limit` deliveries whose retry is due and counts an attempt for each.
std::vector<Retry> claim(WriteTx& tx, int limit, TimePoint lease_until, std::int64_t lease_token);

/// Sets deliveries to `unknown` if their lease has expired, or ends later than any lease can
/// because it was written under a wrong clock. Returns the number of deliveries by sending.
std::map<domain::SendingId, std::int64_t> expire(WriteTx& tx, Duration lease);
/// Sets all deliveries in flight to `unknown`. REQUIRES: no worker holds a lease.
std::map<domain::SendingId, std::int64_t> expire_all(WriteTx& tx);
/// Makes retries due now if they are due later than any retry can be, because of a wrong clock.
void repair_times(WriteTx& tx);
std::optional<TimePoint> next_due(ReadTx& tx);

/// Locks the account and returns the number of emails that count against its plan's limit.
std::int64_t lock_emails_sent(WriteTx& tx, domain::AccountId account);
/// Adds to each account's number of emails, ordered by account id. Changes may be negative.
void add_emails_sent(WriteTx& tx, const std::map<domain::AccountId, std::int64_t>& changes);

}  // namespace usher::store::delivery
