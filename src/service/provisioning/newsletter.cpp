#include "service/provisioning/newsletter.hpp"

#include <fmt/format.h>

#include "domain/email.hpp"

namespace usher::service {

std::vector<store::newsletter::Subscriber> list_newsletter_subscribers(
    store::ReadTx& tx, const SubscriberQuery& query) {
  return store::newsletter::list(tx, query.after, query.limit);
}

Result<Done> remove_newsletter_subscriber(store::WriteTx& tx, const std::string& address) {
  const auto email = domain::parse_email(address);
  if (!email) return Error{Errc::invalid, fmt::format("\"{}\" is no email address.", address)};
  if (store::newsletter::remove(tx, email->address)) return Done{};
  return Error{Errc::not_found, fmt::format("{} is not on the newsletter list.", email->address)};
}

}  // namespace usher::service
