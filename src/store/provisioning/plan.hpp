/// Plans in the database.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "domain/provisioning/plan.hpp"
#include "store/tx.hpp"

namespace usher::store::plan {

/// Returns the plan from the connection's cache or the database; null if there is none.
std::shared_ptr<const domain::Plan> get(ReadTx& tx, domain::PlanId id);
/// Returns the plan with this name from the database, null if there is none.
std::shared_ptr<const domain::Plan> find(ReadTx& tx, std::string_view name);
/// Returns all plans, ordered by name.
std::vector<domain::Plan> list(ReadTx& tx);
/// Inserts a plan. Returns false if another plan has the name.
bool insert(WriteTx& tx, const domain::Plan& plan);
/// Writes all columns except id and name.
void update(WriteTx& tx, const domain::Plan& plan);

}  // namespace usher::store::plan
