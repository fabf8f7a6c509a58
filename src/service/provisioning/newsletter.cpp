#include "service/provisioning/newsletter.hpp"

namespace usher::service {

std::vector<store::newsletter::Subscriber> list_newsletter_subscribers(
    store::ReadTx& tx, const SubscriberQuery& query) {
  return store::newsletter::list(tx, query.after, query.limit);
}

}  // namespace usher::service
