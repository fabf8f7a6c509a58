/// Counts confirmation mails for subscriptions by address and day, for their limit.
#pragma once

#include <cstdint>
#include <set>

#include "store/tx.hpp"

namespace usher::store::confirmation_mail {

/// Counts a mail for each address (domain::address_key) that has fewer than `limit` mails today.
/// Returns the addresses that were counted.
std::set<std::int64_t> count(WriteTx& tx, const std::set<std::int64_t>& addresses, int limit);

}  // namespace usher::store::confirmation_mail
