/// The append-only log of every change of an activation's code.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/provisioning/activation.hpp"
#include "store/tx.hpp"

namespace usher::store::history {

struct Entry {
  std::int64_t id = 0;  ///< the number of the entry in the whole installation
  domain::ActivationId activation;
  std::optional<domain::Code> from;  ///< nullopt for the acceptance of the activation
  domain::Code to = domain::Code::confirmed;
  TimePoint at;
  std::string who;  ///< the actor: "application", "worker", "applicant" or "staff"
  std::string why;
};

/// A change to be recorded; its texts must outlive the call.
struct NewEntry {
  domain::ActivationId activation;
  std::optional<domain::Code> from;
  domain::Code to;
  std::string_view who;
  std::string_view why;
};

void insert(WriteTx& tx, std::span<const NewEntry> entries);
/// Returns the entries of one activation, oldest first.
std::vector<Entry> find_by_activation(ReadTx& tx, domain::ActivationId activation);
/// Returns entries with ids above `after`, oldest first.
std::vector<Entry> after(ReadTx& tx, std::int64_t after, int limit);
/// Returns the id of the last entry; 0 if there is none.
std::int64_t last_id(ReadTx& tx);
/// Returns the time of the last entry; 1970 if there is none.
TimePoint last_time(ReadTx& tx);

}  // namespace usher::store::history
