/// Exports the subscribers of the vendor's own newsletter.
#pragma once

#include <string>
#include <vector>

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

}  // namespace usher::service
