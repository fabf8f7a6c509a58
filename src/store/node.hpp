/// The nodes that serve this database, as far as they say so.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/tx.hpp"

namespace usher::store::node {

/// This node is there, with a program that knows that schema version.
void record_seen(WriteTx& tx, std::string_view id, int schema_version);
/// It is leaving.
void remove(WriteTx& tx, std::string_view id);
/// Those that were seen since then and know less than that version.
std::vector<std::string> list_older(ReadTx& tx, int schema_version, TimePoint since);
/// How many were seen since then.
int count(ReadTx& tx, TimePoint since);

}  // namespace usher::store::node
