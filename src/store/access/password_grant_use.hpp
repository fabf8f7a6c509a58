/// How often applications exchange passwords for tokens, by day.
#pragma once

#include <cstdint>
#include <optional>

#include "domain/provisioning/application.hpp"
#include "store/tx.hpp"

namespace usher::store::password_grant_use {

/// One more, today.
void add(WriteTx& tx, domain::ApplicationId application);

struct Uses {
  std::int64_t count = 0;         ///< since then
  std::optional<TimePoint> last;  ///< the day of the last one ever, at midnight UTC
};
Uses since(ReadTx& tx, domain::ApplicationId application, TimePoint since);

}  // namespace usher::store::password_grant_use
