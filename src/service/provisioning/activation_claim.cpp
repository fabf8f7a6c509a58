#include <fmt/format.h>

#include "base/check.hpp"
#include "domain/access/password.hpp"
#include "domain/provisioning/status_hash.hpp"
#include "service/provisioning/activation_advance.hpp"
#include "service/provisioning/activation_steps.hpp"
#include "service/provisioning/alert.hpp"
#include "store/access/password_reset.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/activation.hpp"
#include "store/provisioning/alert.hpp"
#include "store/provisioning/former_address.hpp"
#include "store/provisioning/plan.hpp"
#include "store/provisioning/setting.hpp"
#include "store/provisioning/task.hpp"

namespace usher::service::activation {
namespace {

using domain::Activation;
using domain::ActivationId;
using domain::Code;
using domain::TaskKind;
using Tx = store::WriteTx;

constexpr int kAlertsPerMail = 100;
constexpr Duration kUntilKeysAreCopied = std::chrono::seconds(10);

/// Claims what is due and prepares its mails.
class Claiming {
 public:
  Claiming(Tx& tx, const Keys& keys, Random& random, const TurnRules& rules)
      : tx_(tx), keys_(keys), random_(random), rules_(rules) {}

  std::vector<Work> claim(int count) {
    claimed_ = store::task::claim(tx_, count, rules_.lease, positive_number(random_));
    std::vector<ActivationId> ids;
    for (const auto& claimed : claimed_) ids.push_back(claimed.task.activation);
    activations_ = store::activation::lock(tx_, ids);
    for (std::size_t i = 0; i < claimed_.size(); ++i) look_at(i);
    write_moves();
    order_mails();
    store::task::settle(tx_, settled_);
    return std::move(work_);
  }

 private:
  void look_at(std::size_t i) {
    const store::task::Claimed& claimed = claimed_[i];
    if (claimed.task.kind == TaskKind::alert) return order_alert(claimed.task);
    CHECK(activations_[i].has_value());
    Activation& activation = *activations_[i];
    if (!claimed.block_reason.empty() && domain::may_follow(activation.code, Code::blocked)) {
      // Whoever held it died before the block could take effect.
      move(activation, Code::blocked, "staff", claimed.block_reason);
      alert::raise(tx_, "activation", activation.id,
                   alert::blocked_text(activation, claimed.block_reason));
      return end(claimed.task);
    }
    switch (claimed.task.kind) {
      case TaskKind::advance:
        return start_advance(claimed.task, activation);
      case TaskKind::confirmation:
        return start_confirmation(claimed.task, activation);
      case TaskKind::resend:
        return resends_.push_back({claimed.task, activation.id});
      case TaskKind::alert:
        return;
    }
  }

  void start_advance(const domain::ClaimedTask& task, Activation& activation) {
    const bool workable = activation.code == Code::confirmed ||
                          activation.code == Code::in_progress ||
                          activation.code == Code::re_elaborated || activation.code == Code::error;
    if (!workable) return end(task);
    if (store::setting::maintenance(tx_).on) {
      if (activation.code == Code::error) return put_back(task, std::chrono::minutes(1));
      move(activation, Code::manual, "worker", "maintenance");
      return put_back(task, std::nullopt);
    }
    if (activation.code == Code::confirmed) {
      move(activation, Code::in_progress, "worker", "started");
    } else if (activation.code == Code::error) {
      move(activation, Code::re_elaborated, "worker", "tried again by itself");
    }
    progress_.push_back({activation, std::nullopt});
    advancing_.push_back(task);
  }

  void start_confirmation(const domain::ClaimedTask& task, Activation& activation) {
    if (activation.code != Code::not_confirmed) return end(task);
    if (tx_.now() >= activation.accepted_at + domain::kConfirmWithin) {
      move(activation, Code::blocked, "worker", "the address was not confirmed in time");
      alert::raise(tx_, "activation", activation.id,
                   alert::blocked_text(activation, "the address was not confirmed in time"));
      return end(task);
    }
    const Key* const key = keys_.find(activation.key_id);
    if (key == nullptr) return put_back(task, kUntilKeysAreCopied);
    MailRequest mail =
        mail_to(activation.applicant.name, activation.applicant.address,
                activation.applicant.company, activation.applicant.language, activation.plan);
    mail.about = About::confirmation;
    mail.date = activation.accepted_at;
    mail.expires_at = activation.accepted_at + domain::kConfirmWithin;
    mail.confirm_token = Secret(domain::confirm_token(*key, activation.id));
    mail.message_id_part =
        domain::message_id_part(*key, fmt::format("confirm:{}", activation.id.value));
    work_.push_back({task, std::move(mail)});
  }

  void order_alert(const domain::ClaimedTask& task) {
    const auto alerts = store::alert::unmailed(tx_, kAlertsPerMail);
    if (alerts.empty()) return end(task);
    MailRequest mail;
    mail.about = About::alert;
    mail.brand = "Usher";
    mail.alert_count = static_cast<int>(alerts.size());
    for (const auto& alert : alerts) {
      mail.alert_lines += to_rfc3339(alert.raised_at) + "  " + alert.text + "\n";
    }
    for (const auto& alert : alerts) mail.alerts.push_back(alert.id);
    mail.date = alerts.back().raised_at;
    mail.message_id_part = domain::message_id_part(
        keys_.newest(), fmt::format("alert:{}-{}", alerts.front().id, alerts.back().id));
    work_.push_back({task, std::move(mail)});
  }

  MailRequest mail_to(const std::string& name, const std::string& address,
                      const std::string& company, domain::Language language,
                      domain::PlanId plan_id) {
    const auto plan = store::plan::get(tx_, plan_id);
    CHECK(plan != nullptr);
    MailRequest mail;
    mail.language = language;
    mail.to_name = name;
    mail.to_address = address;
    mail.company = company;
    mail.brand = plan->brand;
    mail.sender = plan->sender;
    mail.sign_in_url = plan->sign_in_url;
    return mail;
  }

  MailRequest credentials(const domain::Account& account) {
    CHECK(!account.nonce.empty());
    const Key& key = keys_.get(account.key_id);
    MailRequest mail =
        mail_to(account.name, account.address, account.company, account.language, account.plan);
    mail.date = account.credentials_reissued_at.value_or(account.created_at);
    mail.expires_at = account.expires_at;
    mail.user_name = domain::user_name_of(account.id);
    mail.password = domain::generated_password(key, account.nonce);
    mail.message_id_part = domain::message_id_part(key, account.nonce);
    return mail;
  }

  void order_mails() {
    std::vector<ActivationId> ids;
    for (const Progress& progress : progress_) ids.push_back(progress.activation.id);
    const auto accounts = store::account::find_by_activation(tx_, ids);
    for (std::size_t i = 0; i < progress_.size(); ++i) progress_[i].account = accounts[i];
    do_row_steps(tx_, StepTools{keys_, random_}, progress_);
    for (std::size_t i = 0; i < progress_.size(); ++i) {
      order_credentials(advancing_[i], *progress_[i].account);
    }
    for (const auto& [task, id] : resends_) {
      const auto account = store::account::find_by_activation(tx_, std::span(&id, 1)).front();
      CHECK(account.has_value());
      auto former = store::former_address::find(tx_, id);
      if (former && former->address == account->address) {  // moved back before it had heard
        store::former_address::remove(tx_, id);
        former.reset();
      }
      if (former) {
        order_notice(task, *account, *former);
      } else if (account->nonce.empty()) {
        order_reset(task, *account);
      } else {
        order_credentials(task, *account);
      }
    }
  }

  /// To the address from which staff have moved the account, before anything goes to the new one.
  void order_notice(const domain::ClaimedTask& task, const domain::Account& account,
                    const store::former_address::FormerAddress& former) {
    const Key* const key = keys_.find(account.key_id);
    if (key == nullptr) return put_back(task, kUntilKeysAreCopied);
    MailRequest mail =
        mail_to(account.name, former.address, account.company, account.language, account.plan);
    mail.about = About::moved;
    mail.date = former.changed_at;
    mail.user_name = domain::user_name_of(account.id);
    mail.message_id_part = domain::message_id_part(
        *key, fmt::format("moved:{}:{}", account.id.value, to_ms(former.changed_at)));
    work_.push_back({task, std::move(mail)});
  }

  /// A link to choose a password, if its order still stands.
  void order_reset(const domain::ClaimedTask& task, const domain::Account& account) {
    const auto reset = store::password_reset::find(tx_, account.id);
    if (!reset || tx_.now() >= reset->expires_at) return end(task);
    const Key* const key = keys_.find(reset->key_id);
    if (key == nullptr) return put_back(task, kUntilKeysAreCopied);
    MailRequest mail =
        mail_to(account.name, account.address, account.company, account.language, account.plan);
    mail.about = About::reset;
    mail.date = reset->created_at;
    mail.user_name = domain::user_name_of(account.id);
    mail.reset_token = domain::reset_token(*key, account.id, reset->nonce);
    mail.message_id_part = domain::message_id_part(
        *key, fmt::format("reset:{}:{}", to_ms(reset->created_at), reset->nonce));
    work_.push_back({task, std::move(mail)});
  }

  void order_credentials(const domain::ClaimedTask& task, const domain::Account& account) {
    // Another node has rotated the ring, and the file has not come here yet.
    if (keys_.find(account.key_id) == nullptr) return put_back(task, kUntilKeysAreCopied);
    work_.push_back({task, credentials(account)});
  }

  void move(Activation& activation, Code to, const char* who, std::string_view why) {
    moves_.push_back({activation.id, activation.code, to, who, why});
    activation.code = to;
  }
  void end(const domain::ClaimedTask& task) {
    settled_.push_back({{task.id, task.lease_token}, true, std::nullopt, 0});
  }
  /// Back as it was before the claim, due after `wait`, or parked.
  void put_back(const domain::ClaimedTask& task, std::optional<Duration> wait) {
    settled_.push_back({{task.id, task.lease_token},
                        false,
                        wait ? std::optional(tx_.now() + *wait) : std::nullopt,
                        task.attempts - 1});
  }
  void write_moves() {
    for (const bool done : store::activation::move(tx_, moves_)) CHECK(done);
  }

  Tx& tx_;
  const Keys& keys_;
  Random& random_;
  const TurnRules& rules_;
  std::vector<store::task::Claimed> claimed_;
  std::vector<std::optional<Activation>> activations_;
  std::vector<store::activation::Move> moves_;
  std::vector<store::task::Settled> settled_;
  std::vector<Progress> progress_;
  std::vector<domain::ClaimedTask> advancing_;
  std::vector<std::pair<domain::ClaimedTask, ActivationId>> resends_;
  std::vector<Work> work_;
};

}  // namespace

std::vector<Work> claim(Tx& tx, const Keys& keys, Random& random, const TurnRules& rules,
                        int count) {
  return Claiming(tx, keys, random, rules).claim(count);
}

}  // namespace usher::service::activation
