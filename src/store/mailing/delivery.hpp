/// Mails of sendings that are under way, wait, or did not arrive, in the database.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/mailing/sending.hpp"
#include "store/tx.hpp"

namespace usher::store::delivery {

/// A mail together with the proof that it is still held.
struct Lease {
  domain::SendingId sending;
  domain::RecipientId recipient;
  std::int64_t lease_token = 0;
};
/// Whose it is.
struct LeasedDelivery {
  domain::AccountId account;
  std::int64_t list = 0;
  std::int64_t message = 0;
  bool message_exists = false;      ///< it was not removed; what becomes of it counts
  bool sending_is_active = false;   ///< its sending was neither stopped nor deleted meanwhile
  bool sending_is_deleted = false;  ///< its sending was deleted meanwhile
};
/// In order; nothing where the lease was lost. Nobody else changes those mails, or their
/// sendings, until the transaction ends.
std::vector<std::optional<LeasedDelivery>> lock_leased(WriteTx& tx, std::span<const Lease> mails);

/// The mail server has taken them, or nobody is to get them any more.
void remove(WriteTx& tx, std::span<const Lease> mails);
/// What became of a mail that has not gone out. The numbers are the database's.
enum class DeliveryState : int { retry = 2, unknown = 3, failed = 4 };
struct Failed {
  domain::SendingId sending;
  domain::RecipientId recipient;
  DeliveryState state = DeliveryState::failed;
  int attempts = 0;
  std::optional<TimePoint> due;  ///< with retry; nullopt: parked
  std::string answer;
};
void update_failed(WriteTx& tx, std::span<const Failed> mails);

/// Writes them as under way until then. Those that were written, so that nobody is taken up twice.
std::vector<domain::RecipientId> insert(WriteTx& tx, const domain::Sending& sending,
                                        std::span<const domain::RecipientId> recipients,
                                        TimePoint lease_until, std::int64_t lease_token);
/// Takes up to so many that are due to be tried again and counts an attempt.
struct Retry {
  domain::SendingId sending;
  domain::RecipientId recipient;
  int attempts = 0;
};
std::vector<Retry> claim(WriteTx& tx, int most, TimePoint lease_until, std::int64_t lease_token);

/// Those whose lease is over, or reaches further than any can (a clock was wrong), become
/// uncertain; all that are under way, when nobody can be working on them. How many of each sending.
std::map<domain::SendingId, std::int64_t> expire(WriteTx& tx, Duration lease);
std::map<domain::SendingId, std::int64_t> expire_all(WriteTx& tx);
/// Waits that reach further than any can end now.
void repair_times(WriteTx& tx);
std::optional<TimePoint> next_due(ReadTx& tx);

/// How many mails of its plan an account has used up; locked until the transaction ends.
std::int64_t lock_emails_sent(WriteTx& tx, domain::AccountId account);
/// Adds to that, for each account; may be negative. In the order of their ids.
void add_emails_sent(WriteTx& tx, const std::map<domain::AccountId, std::int64_t>& changes);

}  // namespace usher::store::delivery
