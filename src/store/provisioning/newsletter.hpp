/// The vendor's own newsletter list.
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

/// Who is on the list already stays as he is.
void insert(WriteTx& tx, std::span<const domain::Activation> activations);
/// By address, those after `after`.
std::vector<Subscriber> list(ReadTx& tx, std::string_view after, int limit);

}  // namespace usher::store::newsletter
