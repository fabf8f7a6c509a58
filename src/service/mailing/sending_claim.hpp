/// Claims deliveries: chooses the mails to send next and leases them.
///
/// A mail is recorded as in flight, and its sending's cursor moves past its recipient, before it is
/// sent. The mails in flight on a server that died become unknown and are never sent again. So each
/// recipient receives a message at most once.
#pragma once

#include <memory>
#include <vector>

#include "service/mailing/compiled_message.hpp"
#include "service/mailing/sending_tools.hpp"
#include "store/mailing/audience.hpp"
#include "store/mailing/delivery.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// One mail of a sending.
struct BulkMail {
  store::delivery::Lease lease;
  int attempts = 1;  ///< the number of attempts, including this attempt
  std::shared_ptr<const CompiledMessage> message;
  store::audience::Addressee to;
  TimePoint date;
  std::size_t bytes = 0;  ///< that it counts towards the memory of mails in flight
};

/// The memory of mails in flight: at most this, and one mail more.
inline constexpr std::int64_t kMaxBytesInFlight = 64 * 1024 * 1024;

/// How many mails a claim may add to those in flight.
struct ClaimRoom {
  int mails = 0;
  std::int64_t bytes = kMaxBytesInFlight;  ///< of memory; while some are left, one mail fits
};

/// The number of mails that were claimed for an account.
struct AccountMails {
  domain::AccountId account;
  std::int64_t per_second = 0;  ///< the plan's limit
  int mails = 0;
};

struct ClaimedMails {
  std::vector<BulkMail> mails;
  std::vector<AccountMails> by_account;
  CompiledMessages messages;  ///< the messages for the next turns, valid after the commit
  bool more = false;          ///< true if more sendings may be due
};

/// Claims mails for which there is room, due retries first. `steady` is the current time for the
/// pace, `cached` the messages of previous turns.
ClaimedMails claim_deliveries(store::WriteTx& tx, const SendingTools& tools, const ClaimRoom& room,
                              Duration steady, const CompiledMessages& cached);

}  // namespace usher::service
