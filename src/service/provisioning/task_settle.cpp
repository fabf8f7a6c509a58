#include "service/provisioning/task_settle.hpp"

#include <fmt/format.h>

#include <memory>

#include "base/check.hpp"
#include "service/provisioning/alert.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/activation.hpp"
#include "store/provisioning/alert.hpp"
#include "store/provisioning/former_address.hpp"
#include "store/provisioning/history.hpp"
#include "store/provisioning/task.hpp"

namespace usher::service {
namespace {

using domain::Activation;
using domain::ActivationId;
using domain::Code;
using domain::MailResult;
using domain::TaskKind;
using store::WriteTx;

std::string_view reason_of_result(MailResult result) {
  switch (result) {
    case MailResult::accepted:
      return "the mail server has taken the credentials mail";
    case MailResult::recipient_rejected:
      return "the mail server refuses this address";
    case MailResult::message_rejected:
      return "the mail server refuses the message";
    case MailResult::deferred:
      return "the mail server did not take the mail";
    case MailResult::not_attempted:
      return "the mail server can't be reached";
  }
  CHECK(false);
  return {};
}

constexpr std::string_view kNoticeSent = "the former address was notified of the new address";
constexpr std::string_view kNoticeFailed = "the former address could not be notified";
constexpr std::string_view kIpReleased = "IP address released: the e-mail address was refused";

std::string failure_alert_text(const Activation& activation, const MailTaskOutcome& outcome) {
  return fmt::format("Activation {} ({}): {}: {}", activation.id.value,
                     activation.applicant.company, reason_of_result(outcome.result),
                     outcome.answer);
}

domain::MailOutcome mail_outcome(const MailTaskOutcome& outcome) {
  domain::MailOutcome out;
  out.result = outcome.result;
  out.attempts = outcome.task.attempts;
  out.postponed = outcome.postponed;
  return out;
}

/// The settlement of one turn's outcomes.
class Settlement {
 public:
  Settlement(WriteTx& tx, const TaskTools& tools)
      : tx_(tx), random_(tools.random), policy_(tools.rules.retry) {}

  /// Settles outcomes. Returns the number of outcomes whose lease has expired.
  int settle(std::span<const MailTaskOutcome> outcomes) {
    std::vector<store::task::Lease> leases;
    for (const MailTaskOutcome& outcome : outcomes) {
      leases.push_back({outcome.task.id, outcome.task.lease_token});
    }
    const auto block_reasons = store::task::lock_leased(tx_, leases);
    std::vector<ActivationId> ids;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      // After the lease has expired, the activation belongs to another worker.
      ids.push_back(block_reasons[i] ? outcomes[i].task.activation : ActivationId{});
    }
    const auto activations = store::activation::lock(tx_, ids);
    int dropped = 0;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      if (!block_reasons[i]) {
        ++dropped;
      } else if (outcomes[i].task.kind == TaskKind::alert) {
        settle_alert_task(outcomes[i]);
      } else {
        CHECK(activations[i].has_value());
        settle_activation_task(outcomes[i], *activations[i], *block_reasons[i]);
      }
    }
    write();
    return dropped;
  }

 private:
  void settle_alert_task(const MailTaskOutcome& outcome) {
    domain::RetryDecision decision = domain::after_resend_or_alert(
        TaskKind::alert, mail_outcome(outcome), policy_, uniform(random_));
    if (outcome.result == MailResult::accepted) {
      store::alert::mark_mailed(tx_, outcome.alerts);
      // Alerts that were raised meanwhile are sent with the next digest.
      if (!store::alert::unmailed(tx_, 1).empty()) decision.retry_in = domain::kAlertEvery;
    }
    settle_task(outcome, decision);
  }

  void settle_activation_task(const MailTaskOutcome& outcome, const Activation& activation,
                              const std::string& block_reason) {
    domain::MailOutcome mail = mail_outcome(outcome);
    if (outcome.result != MailResult::accepted) {
      mail.failed_at = store::activation::failed_at(tx_, activation.id);
    }
    const double jitter = uniform(random_);
    if (outcome.purpose == MailPurpose::moved) return settle_notice(outcome, activation, jitter);
    if (outcome.task.kind == TaskKind::resend) {
      return finish(outcome, activation, mail.failed_at,
                    domain::after_resend_or_alert(outcome.task.kind, mail, policy_, jitter));
    }
    // A delivered mail overrides a block that was requested while the mail was in flight.
    const bool delivered =
        outcome.result == MailResult::accepted && outcome.task.kind == TaskKind::advance;
    if (!block_reason.empty() && !delivered) {
      move(activation, Code::blocked, "staff", block_reason);
      raise_alert(tx_, "activation", activation.id, blocked_alert_text(activation, block_reason));
      return settle_task(outcome, domain::RetryDecision{});
    }
    if (outcome.task.kind == TaskKind::confirmation) {
      return finish(
          outcome, activation, mail.failed_at,
          domain::after_confirmation(mail, policy_, activation.accepted_at, tx_.now(), jitter));
    }
    finish(outcome, activation, mail.failed_at,
           domain::after_credentials(mail, policy_, tx_.now(), jitter));
  }

  /// Settles the notice to a former address. The task's own mail to the new address follows
  /// immediately; a notice that fails does not affect the activation.
  void settle_notice(const MailTaskOutcome& outcome, const Activation& activation, double jitter) {
    domain::RetryDecision decision =
        domain::after_move_notice(mail_outcome(outcome), policy_, jitter);
    if (!decision.retry_in) {
      store::former_address::remove(tx_, activation.id);
      const bool sent = outcome.result == MailResult::accepted;
      notes_.push_back({activation.id, activation.code, activation.code, "worker",
                        sent ? kNoticeSent : kNoticeFailed});
      decision.retry_in = Duration{0};
      decision.attempts = 0;
    }
    settle_task(outcome, decision);
  }

  void settle_task(const MailTaskOutcome& outcome, const domain::RetryDecision& decision) {
    store::task::Settled settled;
    settled.held = {outcome.task.id, outcome.task.lease_token};
    settled.ends = !decision.retry_in;
    settled.attempts = decision.attempts;
    if (decision.retry_in) settled.due = tx_.now() + *decision.retry_in;
    tasks_.push_back(settled);
  }

  /// Executes the decision. `failed_at` is the time of the activation's first failure; nullopt:
  /// none.
  void finish(const MailTaskOutcome& outcome, const Activation& activation,
              std::optional<TimePoint> failed_at, const domain::RetryDecision& decision) {
    settle_task(outcome, decision);
    if (decision.next_code) {
      move(activation, *decision.next_code, "worker",
           std::string(reason_of_result(outcome.result)));
    }
    if (outcome.result == MailResult::accepted) {
      if (outcome.task.kind != TaskKind::confirmation) delivered_.push_back(activation.id);
      if (!activation.last_error.empty()) {
        store::activation::note_failure(tx_, activation.id, "", std::nullopt);
      }
    } else if (!outcome.answer.empty()) {
      if (decision.next_code == Code::error && !failed_at) failed_at = tx_.now();
      store::activation::note_failure(tx_, activation.id, outcome.answer, failed_at);
    }
    if (decision.alert) {
      raise_alert(tx_, "activation", activation.id, failure_alert_text(activation, outcome));
    }
    if (decision.releases_ip && store::activation::release_ip(tx_, activation.id)) {
      notes_.push_back(
          {activation.id, *decision.next_code, *decision.next_code, "worker", kIpReleased});
    }
  }

  void move(const Activation& activation, Code to, const char* who, std::string why) {
    reasons_.push_back(std::make_unique<std::string>(std::move(why)));
    moves_.push_back({activation.id, activation.code, to, who, *reasons_.back()});
  }

  void write() {
    for (const bool moved : store::activation::move(tx_, moves_)) CHECK(moved);
    store::history::insert(tx_, notes_);
    store::account::erase_nonces(tx_, delivered_);
    store::task::settle(tx_, tasks_);
  }

  WriteTx& tx_;
  Random& random_;
  const domain::RetryPolicy& policy_;
  std::vector<store::activation::Move> moves_;
  std::vector<std::unique_ptr<std::string>> reasons_;  // the reasons that moves_ refers to
  std::vector<ActivationId> delivered_;
  std::vector<store::history::NewEntry> notes_;
  std::vector<store::task::Settled> tasks_;
};

}  // namespace

int settle_tasks(WriteTx& tx, const TaskTools& tools, std::span<const MailTaskOutcome> outcomes) {
  return Settlement(tx, tools).settle(outcomes);
}

}  // namespace usher::service
