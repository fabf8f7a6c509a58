/// Subscribers of the vendor's own newsletter in the database.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "domain/provisioning/activation.hpp"
#include "store/tx.hpp"

namespace usher::store::newsletter {

struct Subscriber {
  std::string address;
  std::string name;
  std::string company;
  domain::Language language = domain::Language::en;
  bool is_usa = false;
  domain::ActivationId activation;
  TimePoint joined_at;
};

/// Subscribes applicants. Ignores addresses that are subscribed already.
void insert(WriteTx& tx, std::span<const domain::Activation> activations);
/// Returns subscribers with addresses after `after`, ordered by address.
std::vector<Subscriber> list(ReadTx& tx, std::string_view after, int limit);

}  // namespace usher::store::newsletter
