/// Settles deliveries: records the results of mails.
#pragma once

#include <map>
#include <span>
#include <string>

#include "domain/mailing/sending.hpp"
#include "service/mailing/sending_tools.hpp"
#include "store/mailing/delivery.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// The result of handing one mail to the mail server.
struct DeliveryResult {
  store::delivery::Lease lease;
  domain::DeliveryOutcome outcome;
  std::string answer;  ///< the mail server's reply; empty without a reply
  std::int64_t bytes = 0;
  std::int64_t memory = 0;  ///< BulkMail::bytes
};

/// Records results. Ignores results whose lease was lost, and returns their number.
int settle_deliveries(store::WriteTx& tx, const SendingTools& tools,
                      std::span<const DeliveryResult> results);

/// Counts mails in flight with expired leases as unknown in their sendings.
void count_unknown_deliveries(store::WriteTx& tx,
                              const std::map<domain::SendingId, std::int64_t>& mails);

}  // namespace usher::service
