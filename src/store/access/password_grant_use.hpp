/// Counts uses of the password grant per application and day.
#pragma once

#include <cstdint>
#include <optional>

#include "domain/provisioning/application.hpp"
#include "store/tx.hpp"

namespace usher::store::password_grant_use {

/// Counts one use on the present day.
void add(WriteTx& tx, domain::ApplicationId application);

struct Uses {
  std::int64_t count = 0;         ///< the number of uses since `start`
  std::optional<TimePoint> last;  ///< the day of the last use, at midnight UTC
};
Uses count_since(ReadTx& tx, domain::ApplicationId application, TimePoint start);

}  // namespace usher::store::password_grant_use
