#include "store/provisioning/plan.hpp"

#include "store/epoch.hpp"

namespace usher::store::plan {
namespace {

using domain::Plan;

constexpr Query kById{
    "SELECT id, name, brand, sender, sign_in_url, trial_days, confirm_address, refuse_disposable, "
    "list_name, choose_password, max_recipients, max_emails, emails_per_second FROM plan WHERE id "
    "= $1"};
constexpr Query kByName{
    "SELECT id, name, brand, sender, sign_in_url, trial_days, confirm_address, refuse_disposable, "
    "list_name, choose_password, max_recipients, max_emails, emails_per_second FROM plan WHERE "
    "name = $1"};
constexpr Query kList{
    "SELECT id, name, brand, sender, sign_in_url, trial_days, confirm_address, refuse_disposable, "
    "list_name, choose_password, max_recipients, max_emails, emails_per_second FROM plan ORDER BY "
    "name"};
constexpr Command kInsert{
    "INSERT INTO plan (name, brand, sender, sign_in_url, trial_days, confirm_address, "
    "refuse_disposable, list_name, choose_password, max_recipients, max_emails, emails_per_second) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
    "ON CONFLICT (name) DO NOTHING RETURNING id"};
constexpr Command kUpdate{
    "UPDATE plan SET brand = $1, sender = $2, sign_in_url = $3, trial_days = $4, "
    "confirm_address = $5, refuse_disposable = $6, list_name = $7, choose_password = $8, "
    "max_recipients = $9, max_emails = $10, emails_per_second = $11 WHERE id = $12"};
constexpr Query kSettings{"SELECT name, value FROM plan_list_setting WHERE plan_id = $1"};
constexpr Command kForgetSettings{"DELETE FROM plan_list_setting WHERE plan_id = $1"};
constexpr Command kInsertSettings{
    "INSERT INTO plan_list_setting (plan_id, name, value) "
    "SELECT plan_id, name, value FROM {batch plan_id:int name:text value:text}"};

Plan read(const Row& row) {
  Plan out;
  out.id = {row.integer(0)};
  out.name = row.text(1);
  out.brand = row.text(2);
  out.sender = row.text(3);
  out.sign_in_url = row.text(4);
  out.trial_days = static_cast<int>(row.integer(5));
  out.confirm_address = row.integer(6) != 0;
  out.refuse_disposable = row.integer(7) != 0;
  out.list_name = row.text(8);
  out.choose_password = row.integer(9) != 0;
  out.max_recipients = row.integer(10);
  out.max_emails = row.integer(11);
  out.emails_per_second = row.integer(12);
  return out;
}

void read_settings(ReadTx& tx, Plan& plan) {
  tx.run(kSettings, {number(plan.id.value)},
         [&](const Row& row) { plan.list_settings.emplace(row.text(0), row.text(1)); });
}

void write_settings(WriteTx& tx, domain::PlanId id, const Plan& plan) {
  tx.run(kForgetSettings, {number(id.value)});
  if (plan.list_settings.empty()) return;
  Batch batch(3);
  for (const auto& [name, value] : plan.list_settings) {
    batch.add({number(id.value), text(name), text(value)});
  }
  tx.run(kInsertSettings, batch);
}

std::shared_ptr<const Plan> one(auto& tx, const auto& statement, Value key) {
  std::optional<Plan> found;
  tx.run(statement, {key}, [&](const Row& row) { found = read(row); });
  if (!found) return nullptr;
  read_settings(tx, *found);
  return std::make_shared<const Plan>(std::move(*found));
}

}  // namespace

std::shared_ptr<const Plan> get(ReadTx& tx, domain::PlanId id) {
  std::shared_ptr<const Plan>& cached = tx.cache().plans[id.value];
  if (cached == nullptr) cached = one(tx, kById, number(id.value));
  return cached;
}

std::shared_ptr<const Plan> find(ReadTx& tx, std::string_view name) {
  return one(tx, kByName, text(name));
}

std::vector<Plan> list(ReadTx& tx) {
  std::vector<Plan> out;
  tx.run(kList, {}, [&](const Row& row) { out.push_back(read(row)); });
  for (Plan& plan : out) read_settings(tx, plan);
  return out;
}

bool insert(WriteTx& tx, const Plan& plan) {
  std::optional<domain::PlanId> id;
  tx.run(kInsert,
         {text(plan.name), text(plan.brand), text(plan.sender), text(plan.sign_in_url),
          number(plan.trial_days), flag(plan.confirm_address), flag(plan.refuse_disposable),
          text(plan.list_name), flag(plan.choose_password), number(plan.max_recipients),
          number(plan.max_emails), number(plan.emails_per_second)},
         [&](const Row& row) { id = domain::PlanId{row.integer(0)}; });
  if (id) write_settings(tx, *id, plan);
  epoch::bump(tx);
  return id.has_value();
}

void update(WriteTx& tx, const Plan& plan) {
  tx.run(kUpdate,
         {text(plan.brand), text(plan.sender), text(plan.sign_in_url), number(plan.trial_days),
          flag(plan.confirm_address), flag(plan.refuse_disposable), text(plan.list_name),
          flag(plan.choose_password), number(plan.max_recipients), number(plan.max_emails),
          number(plan.emails_per_second), number(plan.id.value)});
  write_settings(tx, plan.id, plan);
  epoch::bump(tx);
}

}  // namespace usher::store::plan
