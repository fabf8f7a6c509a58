/// Plans in the database.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "domain/provisioning/plan.hpp"
#include "store/tx.hpp"

namespace usher::store::plan {

/// Null when there is none. Served from the transaction's cache.
std::shared_ptr<const domain::Plan> get(ReadTx& tx, domain::PlanId id);
std::shared_ptr<const domain::Plan> find(ReadTx& tx, std::string_view name);
/// By name. There are few.
std::vector<domain::Plan> list(ReadTx& tx);
/// False, and nothing changed, when the name is taken.
bool insert(WriteTx& tx, const domain::Plan& plan);
/// Writes all but id and name.
void update(WriteTx& tx, const domain::Plan& plan);

}  // namespace usher::store::plan
