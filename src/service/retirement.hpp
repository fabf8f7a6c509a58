/// The retirement of a database whose installation was moved to another database: both would issue
/// the same ids, so the old one is not opened any more.
#pragma once

#include <optional>
#include <string_view>

#include "store/setting.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// Returns the URL of the database that the installation was moved to, without its password, and
/// the time; nullopt if the database is in use.
std::optional<store::setting::Setting> read_retirement(store::ReadTx& tx);
void retire_database(store::WriteTx& tx, std::string_view target);
void cancel_retirement(store::WriteTx& tx);

}  // namespace usher::service
