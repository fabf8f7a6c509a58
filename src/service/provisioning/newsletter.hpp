/// Exports the subscribers of the vendor's own newsletter.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "store/provisioning/newsletter.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct SubscriberQuery {
  std::string after;  ///< the last address of the previous page; empty: the first page
  int limit = 1000;
};
/// Returns a page of subscribers, ordered by address.
std::vector<store::newsletter::Subscriber> list_newsletter_subscribers(
    store::ReadTx& tx, const SubscriberQuery& query);

/// Removes an address from the vendor's newsletter list. `not_found` if it is not on the list.
Result<Done> remove_newsletter_subscriber(store::WriteTx& tx, const std::string& address);

}  // namespace usher::service
