/// Alerts for support in the database.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/provisioning/activation.hpp"
#include "store/tx.hpp"

namespace usher::store::alert {

struct Alert {
  std::int64_t id = 0;
  std::string kind;                 ///< the kind: "activation", "relay" or "ids"
  domain::ActivationId activation;  ///< the activation; 0: none
  std::string text;
  TimePoint raised_at;
  std::optional<TimePoint> mailed_at;
};

void insert(WriteTx& tx, std::string_view kind, domain::ActivationId activation,
            std::string_view text);
/// Returns up to `limit` alerts that were not mailed yet, oldest first.
std::vector<Alert> unmailed(ReadTx& tx, int limit);
/// Marks alerts as mailed by their ids, because a lower id may become visible later.
void mark_mailed(WriteTx& tx, std::span<const std::int64_t> ids);
/// Returns up to `limit` alerts, newest first.
std::vector<Alert> list(ReadTx& tx, int limit);
/// Returns the time of the last mail; nullopt if there was none.
std::optional<TimePoint> last_mailed(ReadTx& tx);
bool exists(ReadTx& tx, std::string_view kind);
bool raised_since(ReadTx& tx, std::string_view kind, TimePoint since);

}  // namespace usher::store::alert
