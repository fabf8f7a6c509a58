/// The nodes that serve this database.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/tx.hpp"

namespace usher::store::node {

/// Records that the node is alive and that its program supports this schema version.
void record_seen(WriteTx& tx, std::string_view id, int schema_version);
void remove(WriteTx& tx, std::string_view id);
/// Returns the nodes that were seen after `since` and support only an older schema version.
std::vector<std::string> list_older(ReadTx& tx, int schema_version, TimePoint since);
/// Returns the number of nodes that were seen after `since`.
int count(ReadTx& tx, TimePoint since);

}  // namespace usher::store::node
