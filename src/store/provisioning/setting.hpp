/// Switches of the whole installation.
#pragma once

#include <string_view>

#include "store/tx.hpp"

namespace usher::store::setting {

/// Served from the transaction's cache.
const Maintenance& maintenance(ReadTx& tx);
void set_maintenance(WriteTx& tx, bool on, std::string_view reason);

}  // namespace usher::store::setting
