/// Operations on plans.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "domain/provisioning/plan.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// Creates a plan. Returns `conflict` if the name is in use.
Result<domain::Plan> create_plan(store::WriteTx& tx, const domain::Plan& input);

Result<domain::Plan> read_plan(store::ReadTx& tx, const std::string& name);

/// Returns all plans, ordered by name.
std::vector<domain::Plan> list_plans(store::ReadTx& tx);

struct PlanChange {
  std::string name;
  std::optional<std::string> brand;
  std::optional<std::string> sender;
  std::optional<std::string> sign_in_url;
  std::optional<int> trial_days;
  std::optional<bool> confirm_address;
  std::optional<bool> refuse_disposable;
  std::optional<bool> choose_password;
  std::optional<std::string> list_name;
  std::optional<std::int64_t> max_recipients;
  std::optional<std::int64_t> max_emails;
  std::optional<std::int64_t> emails_per_second;
  std::optional<std::int64_t> max_bytes;
  /// "Name=value"; an empty value removes the plan's setting. REQUIRES: a '=' in each.
  std::vector<std::string> list_settings;
};
/// Changes the given members of a plan.
Result<domain::Plan> update_plan(store::WriteTx& tx, const PlanChange& change);

/// Returns the plan with the changes, unchecked.
domain::Plan apply_plan_change(domain::Plan plan, const PlanChange& change);

}  // namespace usher::service
