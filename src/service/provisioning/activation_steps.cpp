#include "service/provisioning/activation_steps.hpp"

#include <array>

#include "base/check.hpp"
#include "base/digest.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/newsletter.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service {
namespace {

using domain::Account;
using store::WriteTx;

bool has_account(const ActivationProgress& progress) { return progress.account.has_value(); }

Account new_account(WriteTx& tx, const TaskTools& tools, const domain::Activation& activation) {
  const auto plan = store::plan::get(tx, activation.plan);
  CHECK(plan != nullptr);
  Account account;
  account.activation = activation.id;
  account.plan = activation.plan;
  account.address = activation.applicant.address;
  account.name = activation.applicant.name;
  account.company = activation.applicant.company;
  account.phone = activation.applicant.phone;
  account.language = activation.applicant.language;
  account.is_usa = activation.applicant.is_usa;
  account.nonce = tools.random.bytes(domain::kNonceBytes);
  const Key& key = tools.keys.newest();
  account.key_id = key.id();
  account.password_hash = sha256(domain::generated_password(key, account.nonce).reveal());
  account.created_at = tx.now();
  if (plan->trial_days > 0) account.expires_at = tx.now() + std::chrono::days(plan->trial_days);
  return account;
}

void create_accounts(WriteTx& tx, const TaskTools& tools,
                     std::span<ActivationProgress* const> lacking) {
  std::vector<Account> accounts;
  for (const ActivationProgress* progress : lacking) {
    accounts.push_back(new_account(tx, tools, progress->activation));
  }
  const std::vector<domain::AccountId> ids = store::account::insert(tx, accounts);
  for (std::size_t i = 0; i < lacking.size(); ++i) accounts[i].id = ids[i];
  tools.parts.create_first_lists(tx, tools.random, accounts);
  for (std::size_t i = 0; i < lacking.size(); ++i) lacking[i]->account = std::move(accounts[i]);
}

/// Subscribes applicants who agreed. The account's row, which is written later in the same
/// transaction, proves that this step is done.
void join_newsletter(WriteTx& tx, const TaskTools&, std::span<ActivationProgress* const> lacking) {
  std::vector<domain::Activation> joining;
  for (const ActivationProgress* progress : lacking) {
    if (progress->activation.applicant.newsletter) joining.push_back(progress->activation);
  }
  store::newsletter::insert(tx, joining);
}

constexpr std::array kActivationSteps = {
    ActivationStep{"newsletter", has_account, join_newsletter},
    ActivationStep{"account", has_account, create_accounts},
    ActivationStep{"credentials mail", nullptr, nullptr},
};

}  // namespace

void run_row_steps(WriteTx& tx, const TaskTools& tools, std::span<ActivationProgress> activations) {
  for (const ActivationStep& step : kActivationSteps) {
    if (step.write_rows == nullptr) continue;
    std::vector<ActivationProgress*> lacking;
    for (ActivationProgress& progress : activations) {
      if (!step.is_done(progress)) lacking.push_back(&progress);
    }
    if (!lacking.empty()) step.write_rows(tx, tools, lacking);
  }
}

}  // namespace usher::service
