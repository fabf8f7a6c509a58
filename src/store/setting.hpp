/// Switches of the whole installation.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/tx.hpp"

namespace usher::store::setting {

/// Returns the maintenance switch from the connection's cache or the database.
const Maintenance& maintenance(ReadTx& tx);
void set_maintenance(WriteTx& tx, bool on, std::string_view reason);

/// The names of further settings. They are read at the start only.
inline constexpr std::string_view kMovedTo = "moved_to";         ///< see service/retirement
inline constexpr std::string_view kNewKeyRing = "new_key_ring";  ///< see service/key_ring

struct Setting {
  std::string value;
  TimePoint changed_at;
};
/// Returns nullopt if the setting has no row.
std::optional<Setting> find(ReadTx& tx, std::string_view name);
/// Inserts or replaces the setting.
void put(WriteTx& tx, std::string_view name, std::string_view value);
void remove(WriteTx& tx, std::string_view name);

}  // namespace usher::store::setting
