/// Subscribers of the vendor's own newsletter in the database.
#pragma once

#include <span>
#include <string>
#include <string_view>
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
  TimePoint consent_at;    ///< when the request with the consent was accepted
  std::string consent_ip;  ///< of the applicant
  std::string source;      ///< the name of the application that requested the account
};

/// Subscribes applicants. Ignores addresses that are subscribed already.
void insert(WriteTx& tx, std::span<const domain::Activation> activations);
/// Removes an address. Returns false if it is not subscribed.
bool remove(WriteTx& tx, std::string_view address);
/// Returns subscribers with addresses after `after`, ordered by address. Leaves out addresses that
/// were refused or blocked, and former addresses of accounts.
std::vector<Subscriber> list(ReadTx& tx, std::string_view after, int limit);

}  // namespace usher::store::newsletter
