/// How many mails that ask to confirm a subscription an address got, by day: nobody is to be
/// flooded with them, whoever asks for them.
#pragma once

#include <cstdint>
#include <set>

#include "store/tx.hpp"

namespace usher::store::confirmation_mail {

/// Counts one more today for each of these addresses (domain::address_key) that has had fewer than
/// `most`, and returns those.
std::set<std::int64_t> count(WriteTx& tx, const std::set<std::int64_t>& addresses, int most);

}  // namespace usher::store::confirmation_mail
