/// Countries and time zones, for whoever fills in a list: the same for every account.
#pragma once

#include <span>

#include "base/error.hpp"
#include "domain/mailing/territory.hpp"
#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::service::place {

struct Countries {
  struct Input {};
  using Value = std::span<const domain::Country>;
  static constexpr std::string_view kMethod = "GetCountries";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx&, const domain::Account&, const Input&) {
    return domain::countries();
  }
};

struct TimeZones {
  struct Input {};
  using Value = std::span<const domain::TimeZone>;
  static constexpr std::string_view kMethod = "GetTimeZones";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx&, const domain::Account&, const Input&) {
    return domain::time_zones();
  }
};

}  // namespace usher::service::place
