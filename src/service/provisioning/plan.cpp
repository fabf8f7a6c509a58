#include "service/provisioning/plan.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "store/epoch.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service::plan {
namespace {

using domain::Plan;
using Tx = store::WriteTx;

Error unknown(const std::string& name) {
  return Error{Errc::not_found, fmt::format("There is no plan {}. See 'usher plan list'.", name)};
}

}  // namespace

Add::Output Add::operator()(Tx& tx, const Input& input) {
  Result<Plan> plan = domain::check(input);
  if (!plan) return plan.error();
  if (!store::plan::insert(tx, *plan)) {
    return Error{Errc::conflict,
                 fmt::format("There is a plan {} already. Use 'usher plan edit'.", plan->name)};
  }
  return *store::plan::find(tx, plan->name);
}

Show::Output Show::operator()(Tx& tx, const Input& name) {
  const auto plan = store::plan::find(tx, name);
  if (!plan) return unknown(name);
  return *plan;
}

List::Output List::operator()(Tx& tx, const Input&) { return store::plan::list(tx); }

Plan Edit::apply(Plan plan, const Input& input) {
  if (input.brand) plan.brand = *input.brand;
  if (input.sender) plan.sender = *input.sender;
  if (input.sign_in_url) plan.sign_in_url = *input.sign_in_url;
  if (input.trial_days) plan.trial_days = *input.trial_days;
  if (input.confirm_address) plan.confirm_address = *input.confirm_address;
  if (input.refuse_disposable) plan.refuse_disposable = *input.refuse_disposable;
  if (input.choose_password) plan.choose_password = *input.choose_password;
  if (input.max_recipients) plan.max_recipients = *input.max_recipients;
  if (input.max_emails) plan.max_emails = *input.max_emails;
  if (input.emails_per_second) plan.emails_per_second = *input.emails_per_second;
  if (input.list_name) plan.list_name = *input.list_name;
  for (const std::string& said : input.list_settings) {
    const std::size_t end = said.find('=');
    const std::string_view name = trim(std::string_view(said).substr(0, end));
    const std::string_view value = trim(std::string_view(said).substr(end + 1));
    plan.list_settings.insert_or_assign(std::string(name), std::string(value));
  }
  return plan;
}

Edit::Output Edit::operator()(Tx& tx, const Input& input) {
  store::epoch::lock(tx);
  const auto before = store::plan::find(tx, input.name);
  if (!before) return unknown(input.name);
  Result<Plan> after = domain::check(apply(*before, input));
  if (!after) return after.error();
  store::plan::update(tx, *after);
  return *after;
}

}  // namespace usher::service::plan
