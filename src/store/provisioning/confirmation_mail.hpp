/// Counts mails that ask to confirm a subscription, per address and day, to limit them.
#pragma once

#include <cstdint>
#include <set>

#include "store/tx.hpp"

namespace usher::store::confirmation_mail {

/// Counts a mail today for each address (domain::address_key) with fewer than `limit` mails.
/// Returns the addresses that were counted.
std::set<std::int64_t> count(WriteTx& tx, const std::set<std::int64_t>& addresses, int limit);

}  // namespace usher::store::confirmation_mail
