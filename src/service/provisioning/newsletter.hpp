/// The vendor's own newsletter list, for export.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "store/provisioning/newsletter.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct SubscriberQuery {
  std::string after;  ///< address of the last subscriber of the page before; empty at first
  int limit = 1000;
};
/// Returns a page of subscribers by address.
std::vector<store::newsletter::Subscriber> list_newsletter_subscribers(
    store::ReadTx& tx, const SubscriberQuery& query);

/// Removes an address from the vendor's newsletter list. `not_found` if it is not on the list.
Result<Done> remove_newsletter_subscriber(store::WriteTx& tx, const std::string& address);

}  // namespace usher::service
