#include "service/staff/plan.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "domain/mailing/mailing_list_settings.hpp"
#include "store/epoch.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service {
namespace {

using domain::Plan;
using store::ReadTx;
using store::WriteTx;

Error unknown_plan(const std::string& name) {
  return Error{Errc::not_found, fmt::format("There is no plan {}. See 'usher plan list'.", name)};
}

/// Checks a plan and its list settings.
Result<Plan> check_plan(const Plan& input) {
  Result<Plan> plan = domain::check(input);
  if (!plan) return plan.error();
  if (const auto checked = domain::check_list_settings(*plan); !checked) return checked.error();
  return plan;
}

}  // namespace

Result<Plan> create_plan(WriteTx& tx, const Plan& input) {
  Result<Plan> plan = check_plan(input);
  if (!plan) return plan.error();
  if (!store::plan::insert(tx, *plan)) {
    return Error{Errc::conflict,
                 fmt::format("There is a plan {} already. Use 'usher plan edit'.", plan->name)};
  }
  return *store::plan::find(tx, plan->name);
}

Result<Plan> read_plan(ReadTx& tx, const std::string& name) {
  const auto plan = store::plan::find(tx, name);
  if (!plan) return unknown_plan(name);
  return *plan;
}

std::vector<Plan> list_plans(ReadTx& tx) { return store::plan::list(tx); }

Plan apply_plan_change(Plan plan, const PlanChange& change) {
  if (change.brand) plan.brand = *change.brand;
  if (change.sender) plan.sender = *change.sender;
  if (change.sign_in_url) plan.sign_in_url = *change.sign_in_url;
  if (change.trial_days) plan.trial_days = *change.trial_days;
  if (change.confirm_address) plan.confirm_address = *change.confirm_address;
  if (change.refuse_disposable) plan.refuse_disposable = *change.refuse_disposable;
  if (change.choose_password) plan.choose_password = *change.choose_password;
  if (change.max_bytes) plan.max_bytes = *change.max_bytes;
  if (change.max_recipients) plan.max_recipients = *change.max_recipients;
  if (change.max_emails) plan.max_emails = *change.max_emails;
  if (change.emails_per_second) plan.emails_per_second = *change.emails_per_second;
  if (change.list_name) plan.list_name = *change.list_name;
  for (const std::string& setting : change.list_settings) {
    const std::size_t end = setting.find('=');
    const std::string_view name = trim(std::string_view(setting).substr(0, end));
    const std::string_view value = trim(std::string_view(setting).substr(end + 1));
    plan.list_settings.insert_or_assign(std::string(name), std::string(value));
  }
  return plan;
}

Result<Plan> update_plan(WriteTx& tx, const PlanChange& change) {
  store::epoch::lock(tx);
  const auto before = store::plan::find(tx, change.name);
  if (!before) return unknown_plan(change.name);
  Result<Plan> after = check_plan(apply_plan_change(*before, change));
  if (!after) return after.error();
  store::plan::update(tx, *after);
  return *after;
}

}  // namespace usher::service
