#include "service/provisioning/activation_steps.hpp"

#include "base/check.hpp"
#include "base/digest.hpp"
#include "store/mailing/mailing_list.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/newsletter.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service::activation {
namespace {

using domain::Account;
using Tx = store::WriteTx;

constexpr std::int64_t kFirstList = 1;

bool has_account(const Progress& progress) { return progress.account.has_value(); }

Account new_account(Tx& tx, const StepTools& tools, const domain::Activation& activation) {
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

/// The account, its first list, and the applicant's place on the vendor's newsletter.
void make_accounts(Tx& tx, const StepTools& tools, std::span<Progress* const> lacking) {
  std::vector<Account> accounts;
  for (const Progress* progress : lacking) {
    accounts.push_back(new_account(tx, tools, progress->activation));
  }
  const std::vector<domain::AccountId> ids = store::account::insert(tx, accounts);
  std::vector<store::mailing_list::NewList> lists;
  for (std::size_t i = 0; i < lacking.size(); ++i) {
    accounts[i].id = ids[i];
    const auto plan = store::plan::get(tx, accounts[i].plan);
    lists.push_back({ids[i], kFirstList, random_uuid(tools.random), plan->list_name});
    lacking[i]->account = std::move(accounts[i]);
  }
  store::mailing_list::insert(tx, lists);
}

/// Shares its proof with the account: both are rows of one transaction.
void join_newsletter(Tx& tx, const StepTools&, std::span<Progress* const> lacking) {
  std::vector<domain::Activation> joining;
  for (const Progress* progress : lacking) {
    if (progress->activation.applicant.newsletter) joining.push_back(progress->activation);
  }
  store::newsletter::insert(tx, joining);
}

constexpr std::array kSteps = {
    Step{"newsletter", has_account, join_newsletter},
    Step{"account", has_account, make_accounts},
    Step{"credentials mail", nullptr, nullptr},
};

}  // namespace

void do_row_steps(Tx& tx, const StepTools& tools, std::span<Progress> all) {
  for (const Step& step : kSteps) {
    if (step.do_rows == nullptr) continue;
    std::vector<Progress*> lacking;
    for (Progress& progress : all) {
      if (!step.is_done(progress)) lacking.push_back(&progress);
    }
    if (!lacking.empty()) step.do_rows(tx, tools, lacking);
  }
}

}  // namespace usher::service::activation
