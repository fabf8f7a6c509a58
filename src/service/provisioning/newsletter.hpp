/// The vendor's own newsletter list, for export.
#pragma once

#include <string>
#include <vector>

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

}  // namespace usher::service
