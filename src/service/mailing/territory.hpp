/// Operations that list countries and time zones. All accounts receive the same lists.
#pragma once

#include <span>

#include "base/error.hpp"
#include "domain/mailing/territory.hpp"
#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::service {

Result<std::span<const domain::Country>> list_countries(store::ReadTx& tx,
                                                        const domain::Account& account);

Result<std::span<const domain::TimeZone>> list_time_zones(store::ReadTx& tx,
                                                          const domain::Account& account);

}  // namespace usher::service
