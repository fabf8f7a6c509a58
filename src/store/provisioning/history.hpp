/// The append-only record of every change of state.
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
  std::int64_t id = 0;  ///< ascending over the whole installation
  domain::ActivationId activation;
  std::optional<domain::Code> from;  ///< nothing at entry
  domain::Code to = domain::Code::confirmed;
  TimePoint at;
  std::string who;  ///< "application", "worker", "applicant", "staff"
  std::string why;
};

/// Something to be recorded now; texts must outlive the call.
struct NewEntry {
  domain::ActivationId activation;
  std::optional<domain::Code> from;
  domain::Code to;
  std::string_view who;
  std::string_view why;
};

void insert(WriteTx& tx, std::span<const NewEntry> entries);
/// Of one activation, oldest first.
std::vector<Entry> find_by_activation(ReadTx& tx, domain::ActivationId activation);
/// Of all, those with an id above `after`, oldest first.
std::vector<Entry> after(ReadTx& tx, std::int64_t after, int limit);
std::int64_t last_id(ReadTx& tx);
/// When something was last recorded; the epoch when nothing ever was.
TimePoint last_time(ReadTx& tx);

}  // namespace usher::store::history
