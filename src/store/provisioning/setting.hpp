/// Switches of the whole installation in the database.
#pragma once

#include <string_view>

#include "store/tx.hpp"

namespace usher::store::setting {

/// Returns the maintenance switch from the connection's cache or the database.
const Maintenance& maintenance(ReadTx& tx);
void set_maintenance(WriteTx& tx, bool on, std::string_view reason);

}  // namespace usher::store::setting
