/// Daily counts of the password grant, per application.
#pragma once

#include <cstdint>
#include <optional>

#include "domain/provisioning/application.hpp"
#include "store/tx.hpp"

namespace usher::store::password_grant_use {

/// Counts one use today.
void add(WriteTx& tx, domain::ApplicationId application);

struct Uses {
  std::int64_t count = 0;         ///< uses since the given time
  std::optional<TimePoint> last;  ///< the day of the last use ever, at midnight UTC
};
Uses count_since(ReadTx& tx, domain::ApplicationId application, TimePoint start);

}  // namespace usher::store::password_grant_use
