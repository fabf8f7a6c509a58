#include "store/provisioning/plan.hpp"

#include "store/epoch.hpp"
#include "store/row_reader.hpp"
#include "store/sql_text.hpp"

namespace usher::store::plan {
namespace {

using domain::Plan;

constexpr SqlText kColumns{
    "id, name, brand, sender, sign_in_url, trial_days, confirm_address, refuse_disposable, "
    "list_name, choose_password, max_recipients, max_emails, emails_per_second, max_bytes"};
constexpr Query kFindById{joined<"SELECT ", kColumns, " FROM plan WHERE id = $1">};
constexpr Query kFindByName{joined<"SELECT ", kColumns, " FROM plan WHERE name = $1">};
constexpr Query kList{joined<"SELECT ", kColumns, " FROM plan ORDER BY name">};
constexpr Command kInsert{
    "INSERT INTO plan (name, brand, sender, sign_in_url, trial_days, confirm_address, "
    "refuse_disposable, list_name, choose_password, max_recipients, max_emails, emails_per_second, "
    "max_bytes) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
    "ON CONFLICT (name) DO NOTHING RETURNING id"};
constexpr Command kUpdate{
    "UPDATE plan SET brand = $1, sender = $2, sign_in_url = $3, trial_days = $4, "
    "confirm_address = $5, refuse_disposable = $6, list_name = $7, choose_password = $8, "
    "max_recipients = $9, max_emails = $10, emails_per_second = $11, max_bytes = $12 "
    "WHERE id = $13"};
constexpr Query kSettings{"SELECT name, value FROM plan_list_setting WHERE plan_id = $1"};
constexpr Command kRemoveSettings{"DELETE FROM plan_list_setting WHERE plan_id = $1"};
constexpr Command kInsertSettings{
    "INSERT INTO plan_list_setting (plan_id, name, value) "
    "SELECT plan_id, name, value FROM {batch plan_id:int name:text value:text}"};

Plan read(RowReader& in) {
  Plan out;
  out.id = {in.integer()};
  out.name = in.text();
  out.brand = in.text();
  out.sender = in.text();
  out.sign_in_url = in.text();
  out.trial_days = in.as<int>();
  out.confirm_address = in.flag();
  out.refuse_disposable = in.flag();
  out.list_name = in.text();
  out.choose_password = in.flag();
  out.max_recipients = in.integer();
  out.max_emails = in.integer();
  out.emails_per_second = in.integer();
  out.max_bytes = in.integer();
  return out;
}

void read_settings(ReadTx& tx, Plan& plan) {
  tx.run(kSettings, {number(plan.id.value)}, [&](const Row& row) {
    RowReader in(row);
    std::string name = in.string();
    plan.list_settings.emplace(std::move(name), in.text());
  });
}

void write_settings(WriteTx& tx, domain::PlanId id, const Plan& plan) {
  tx.run(kRemoveSettings, {number(id.value)});
  if (plan.list_settings.empty()) return;
  Batch batch(3);
  for (const auto& [name, value] : plan.list_settings) {
    batch.add({number(id.value), text(name), text(value)});
  }
  tx.run(kInsertSettings, batch);
}

std::shared_ptr<const Plan> load(ReadTx& tx, const Query& query, Value key) {
  std::optional<Plan> found = read_optional(tx, query, {key}, read);
  if (!found) return nullptr;
  read_settings(tx, *found);
  return std::make_shared<const Plan>(std::move(*found));
}

}  // namespace

std::shared_ptr<const Plan> get(ReadTx& tx, domain::PlanId id) {
  std::shared_ptr<const Plan>& cached = tx.cache().plans[id.value];
  if (cached == nullptr) cached = load(tx, kFindById, number(id.value));
  return cached;
}

std::shared_ptr<const Plan> find(ReadTx& tx, std::string_view name) {
  return load(tx, kFindByName, text(name));
}

std::vector<Plan> list(ReadTx& tx) {
  std::vector<Plan> out = read_all(tx, kList, {}, read);
  for (Plan& plan : out) read_settings(tx, plan);
  return out;
}

bool insert(WriteTx& tx, const Plan& plan) {
  std::optional<domain::PlanId> id;
  tx.run(kInsert,
         {text(plan.name), text(plan.brand), text(plan.sender), text(plan.sign_in_url),
          number(plan.trial_days), flag(plan.confirm_address), flag(plan.refuse_disposable),
          text(plan.list_name), flag(plan.choose_password), number(plan.max_recipients),
          number(plan.max_emails), number(plan.emails_per_second), number(plan.max_bytes)},
         [&](const Row& row) { id = domain::PlanId{RowReader(row).integer()}; });
  if (id) write_settings(tx, *id, plan);
  epoch::bump(tx);
  return id.has_value();
}

void update(WriteTx& tx, const Plan& plan) {
  tx.run(kUpdate,
         {text(plan.brand), text(plan.sender), text(plan.sign_in_url), number(plan.trial_days),
          flag(plan.confirm_address), flag(plan.refuse_disposable), text(plan.list_name),
          flag(plan.choose_password), number(plan.max_recipients), number(plan.max_emails),
          number(plan.emails_per_second), number(plan.max_bytes), number(plan.id.value)});
  write_settings(tx, plan.id, plan);
  epoch::bump(tx);
}

}  // namespace usher::store::plan
