#include "service/provisioning/task_claim.hpp"

#include "base/check.hpp"
#include "service/provisioning/activation_steps.hpp"
#include "service/provisioning/alert.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/activation.hpp"
#include "store/provisioning/alert.hpp"
#include "store/provisioning/former_address.hpp"
#include "store/provisioning/task.hpp"
#include "store/setting.hpp"

namespace usher::service {
namespace {

using domain::Activation;
using domain::ActivationId;
using domain::ClaimedTask;
using domain::Code;
using domain::TaskKind;
using store::WriteTx;

constexpr int kMaxAlertsPerMail = 100;
/// Time for which a task waits for a key that another node has added and this node has not loaded
/// yet.
constexpr Duration kKeyCopyDelay = std::chrono::seconds(10);
constexpr Duration kMaintenanceCheckInterval = std::chrono::minutes(1);
constexpr std::string_view kNotConfirmedInTime = "the address was not confirmed in time";

/// The claim of one turn, which leases tasks, changes their activations and prepares their mails.
class TaskClaim {
 public:
  TaskClaim(WriteTx& tx, const TaskTools& tools) : tx_(tx), tools_(tools) {}

  std::vector<MailTask> run(int limit) {
    claimed_ =
        store::task::claim(tx_, limit, tools_.rules.lease, random_positive_number(tools_.random));
    std::vector<ActivationId> ids;
    for (const auto& claimed : claimed_) ids.push_back(claimed.task.activation);
    activations_ = store::activation::lock(tx_, ids);
    for (std::size_t i = 0; i < claimed_.size(); ++i) start(i);
    write_moves();
    prepare_advances();
    for (const auto& [task, activation] : resends_) prepare_resend(task, activation);
    store::task::settle(tx_, settled_);
    return std::move(mails_);
  }

 private:
  void start(std::size_t i) {
    const store::task::Claimed& claimed = claimed_[i];
    if (claimed.task.kind == TaskKind::alert) return prepare_alerts(claimed.task);
    CHECK(activations_[i].has_value());
    Activation& activation = *activations_[i];
    if (!claimed.block_reason.empty() && domain::may_follow(activation.code, Code::blocked)) {
      // The worker that held the task died before the block could take effect.
      return block(claimed.task, activation, "staff", claimed.block_reason);
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

  void block(const ClaimedTask& task, Activation& activation, const char* who,
             std::string_view reason) {
    move(activation, Code::blocked, who, reason);
    raise_alert(tx_, "activation", activation.id, blocked_alert_text(activation, reason));
    end(task);
  }

  void start_advance(const ClaimedTask& task, Activation& activation) {
    const bool can_advance =
        activation.code == Code::confirmed || activation.code == Code::in_progress ||
        activation.code == Code::re_elaborated || activation.code == Code::error;
    if (!can_advance) return end(task);
    if (store::setting::maintenance(tx_).on) {
      if (activation.code == Code::error) return put_back(task, kMaintenanceCheckInterval);
      move(activation, Code::manual, "worker", "maintenance");
      return put_back(task, std::nullopt);
    }
    if (activation.code == Code::confirmed) {
      move(activation, Code::in_progress, "worker", "started");
    } else if (activation.code == Code::error) {
      move(activation, Code::re_elaborated, "worker", "retried automatically");
    }
    progress_.push_back({activation, std::nullopt});
    advancing_.push_back(task);
  }

  void start_confirmation(const ClaimedTask& task, Activation& activation) {
    if (activation.code != Code::not_confirmed) return end(task);
    if (tx_.now() >= activation.accepted_at + domain::kConfirmWithin) {
      return block(task, activation, "worker", kNotConfirmedInTime);
    }
    const Key* const key = tools_.keys.find(activation.key_id);
    if (key == nullptr) return put_back(task, kKeyCopyDelay);
    mails_.push_back({task, confirmation_mail(tx_, *key, activation)});
  }

  void prepare_alerts(const ClaimedTask& task) {
    const auto alerts = store::alert::unmailed(tx_, kMaxAlertsPerMail);
    if (alerts.empty()) return end(task);
    mails_.push_back({task, alert_mail(tools_.keys.newest(), alerts)});
  }

  void prepare_advances() {
    std::vector<ActivationId> ids;
    for (const ActivationProgress& progress : progress_) ids.push_back(progress.activation.id);
    const auto accounts = store::account::find_by_activation(tx_, ids);
    for (std::size_t i = 0; i < progress_.size(); ++i) progress_[i].account = accounts[i];
    run_row_steps(tx_, tools_, progress_);
    for (std::size_t i = 0; i < progress_.size(); ++i) {
      prepare_credentials(advancing_[i], *progress_[i].account);
    }
  }

  /// Prepares the notice to a former address if it is pending, otherwise the task's own mail.
  void prepare_resend(const ClaimedTask& task, ActivationId activation) {
    const auto account = store::account::find_by_activation(tx_, std::span(&activation, 1)).front();
    CHECK(account.has_value());
    auto former = store::former_address::find(tx_, activation);
    if (former && former->address == account->address) {  // the account has moved back
      store::former_address::remove(tx_, activation);
      former.reset();
    }
    if (former) {
      prepare_move_notice(task, *account, *former);
    } else if (account->nonce.empty()) {
      prepare_reset(task, *account);
    } else {
      prepare_credentials(task, *account);
    }
  }

  void prepare_move_notice(const ClaimedTask& task, const domain::Account& account,
                           const store::former_address::FormerAddress& former) {
    const Key* const key = tools_.keys.find(account.key_id);
    if (key == nullptr) return put_back(task, kKeyCopyDelay);
    mails_.push_back({task, move_notice_mail(tx_, *key, account, former)});
  }

  void prepare_reset(const ClaimedTask& task, const domain::Account& account) {
    const auto link = tools_.parts.find_reset_link(tx_, tools_.keys, account.id);
    if (!link) return end(task);
    if (link->token.empty()) return put_back(task, kKeyCopyDelay);
    mails_.push_back({task, reset_mail(tx_, account, *link)});
  }

  void prepare_credentials(const ClaimedTask& task, const domain::Account& account) {
    const Key* const key = tools_.keys.find(account.key_id);
    if (key == nullptr) return put_back(task, kKeyCopyDelay);
    mails_.push_back({task, credentials_mail(tx_, *key, account)});
  }

  void move(Activation& activation, Code to, const char* who, std::string_view why) {
    moves_.push_back({activation.id, activation.code, to, who, why});
    activation.code = to;
  }
  void end(const ClaimedTask& task) {
    settled_.push_back({{task.id, task.lease_token}, true, std::nullopt, 0});
  }
  /// Undoes the claim. The task is due after `wait`, or parked if `wait` is nullopt.
  void put_back(const ClaimedTask& task, std::optional<Duration> wait) {
    settled_.push_back({{task.id, task.lease_token},
                        false,
                        wait ? std::optional(tx_.now() + *wait) : std::nullopt,
                        task.attempts - 1});
  }
  void write_moves() {
    for (const bool done : store::activation::move(tx_, moves_)) CHECK(done);
  }

  WriteTx& tx_;
  const TaskTools& tools_;
  std::vector<store::task::Claimed> claimed_;
  std::vector<std::optional<Activation>> activations_;
  std::vector<store::activation::Move> moves_;
  std::vector<store::task::Settled> settled_;
  std::vector<ActivationProgress> progress_;
  std::vector<ClaimedTask> advancing_;  // the tasks of progress_, indexed as progress_
  std::vector<std::pair<ClaimedTask, ActivationId>> resends_;
  std::vector<MailTask> mails_;
};

}  // namespace

std::vector<MailTask> claim_tasks(WriteTx& tx, const TaskTools& tools, int limit) {
  return TaskClaim(tx, tools).run(limit);
}

}  // namespace usher::service
