#include <fmt/format.h>

#include <memory>

#include "base/check.hpp"
#include "service/provisioning/activation_advance.hpp"
#include "service/provisioning/alert.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/activation.hpp"
#include "store/provisioning/alert.hpp"
#include "store/provisioning/former_address.hpp"
#include "store/provisioning/history.hpp"
#include "store/provisioning/task.hpp"

namespace usher::service::activation {
namespace {

using domain::Activation;
using domain::ActivationId;
using domain::Code;
using domain::MailResult;
using domain::TaskKind;
using Tx = store::WriteTx;

std::string_view reason_of(MailResult result) {
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

constexpr std::string_view kFormerTold = "the former address was told that the account has moved";
constexpr std::string_view kFormerNotTold = "the former address could not be told of the move";
constexpr std::string_view kFreed = "IP address released: the e-mail address was refused";

std::string alert_text(const Activation& activation, const Ended& ended) {
  return fmt::format("Activation {} ({}): {}: {}", activation.id.value,
                     activation.applicant.company, reason_of(ended.result), ended.answer);
}

/// Settles the outcomes of one turn: reads what they are about, decides, writes.
class Settlement {
 public:
  Settlement(Tx& tx, Random& random, const TurnRules& rules)
      : tx_(tx), random_(random), rules_(rules) {}

  /// Returns how many outcomes came too late.
  int settle(const std::vector<Ended>& ended) {
    std::vector<store::task::Lease> held;
    std::vector<ActivationId> ids;
    for (const Ended& end : ended) held.push_back({end.task.id, end.task.lease_token});
    const auto wishes = store::task::lock_leased(tx_, held);
    for (std::size_t i = 0; i < ended.size(); ++i) {
      // Only with its task held: what came too late is another worker's now.
      ids.push_back(wishes[i] ? ended[i].task.activation : ActivationId{});
    }
    const auto activations = store::activation::lock(tx_, ids);
    int dropped = 0;
    for (std::size_t i = 0; i < ended.size(); ++i) {
      if (!wishes[i]) {
        ++dropped;
      } else if (ended[i].task.kind == TaskKind::alert) {
        settle_alert(ended[i]);
      } else {
        CHECK(activations[i].has_value());
        settle_one(ended[i], *activations[i], *wishes[i]);
      }
    }
    write();
    return dropped;
  }

 private:
  domain::MailOutcome outcome_of(const Ended& ended) {
    domain::MailOutcome outcome;
    outcome.result = ended.result;
    outcome.attempts = ended.task.attempts;
    outcome.postponed = ended.postponed;
    return outcome;
  }

  void again(const Ended& ended, const domain::RetryDecision& decision) {
    store::task::Settled settled;
    settled.held = {ended.task.id, ended.task.lease_token};
    settled.ends = !decision.retry_in;
    settled.attempts = decision.attempts;
    if (decision.retry_in) settled.due = tx_.now() + *decision.retry_in;
    tasks_.push_back(settled);
  }

  void settle_alert(const Ended& ended) {
    domain::RetryDecision decision = domain::after_resend_or_alert(
        TaskKind::alert, outcome_of(ended), rules_.retry, uniform(random_));
    if (ended.result == MailResult::accepted) {
      store::alert::mark_mailed(tx_, ended.alerts);
      // What was raised meanwhile goes out with the next digest.
      if (!store::alert::unmailed(tx_, 1).empty()) decision.retry_in = domain::kAlertEvery;
    }
    again(ended, decision);
  }

  /// The mail for which the task was made is still to come, to another address: what this one
  /// meets with is no matter of the activation's.
  void settle_notice(const Ended& ended, const Activation& activation, double jitter) {
    domain::RetryDecision decision =
        domain::after_move_notice(outcome_of(ended), rules_.retry, jitter);
    if (!decision.retry_in) {
      store::former_address::remove(tx_, activation.id);
      const bool told = ended.result == MailResult::accepted;
      notes_.push_back({activation.id, activation.code, activation.code, "worker",
                        told ? kFormerTold : kFormerNotTold});
      decision.retry_in = Duration{0};
      decision.attempts = 0;
    }
    again(ended, decision);
  }

  void settle_one(const Ended& ended, const Activation& activation, const std::string& block) {
    domain::MailOutcome outcome = outcome_of(ended);
    if (ended.result != MailResult::accepted) {
      outcome.failed_at = store::activation::failed_at(tx_, activation.id);
    }
    const double jitter = uniform(random_);
    if (ended.about == About::moved) return settle_notice(ended, activation, jitter);
    if (ended.task.kind == TaskKind::resend) {
      return finish(ended, activation, outcome.failed_at,
                    domain::after_resend_or_alert(ended.task.kind, outcome, rules_.retry, jitter));
    }
    // Staff's wish to stop it comes second to a mail that has gone out.
    const bool delivered =
        ended.result == MailResult::accepted && ended.task.kind == TaskKind::advance;
    if (!block.empty() && !delivered) {
      move(activation, Code::blocked, "staff", block);
      alert::raise(tx_, "activation", activation.id, alert::blocked_text(activation, block));
      return again(ended, domain::RetryDecision{});
    }
    if (ended.task.kind == TaskKind::confirmation) {
      return finish(ended, activation, outcome.failed_at,
                    domain::after_confirmation(outcome, rules_.retry, activation.accepted_at,
                                               tx_.now(), jitter));
    }
    finish(ended, activation, outcome.failed_at,
           domain::after_credentials(outcome, rules_.retry, tx_.now(), jitter));
  }

  /// `failed` is since when the activation fails, if it does.
  void finish(const Ended& ended, const Activation& activation, std::optional<TimePoint> failed,
              const domain::RetryDecision& decision) {
    again(ended, decision);
    if (decision.next_code)
      move(activation, *decision.next_code, "worker", std::string(reason_of(ended.result)));
    if (ended.result == MailResult::accepted) {
      if (ended.task.kind != TaskKind::confirmation) delivered_.push_back(activation.id);
      if (!activation.last_error.empty()) {
        store::activation::note_failure(tx_, activation.id, "", std::nullopt);
      }
    } else if (!ended.answer.empty()) {
      if (decision.next_code == Code::error && !failed) failed = tx_.now();
      store::activation::note_failure(tx_, activation.id, ended.answer, failed);
    }
    if (decision.alert) {
      alert::raise(tx_, "activation", activation.id, alert_text(activation, ended));
    }
    if (decision.releases_ip && store::activation::release_ip(tx_, activation.id)) {
      notes_.push_back({activation.id, *decision.next_code, *decision.next_code, "worker", kFreed});
    }
  }

  void move(const Activation& activation, Code to, const char* who, std::string why) {
    whys_.push_back(std::make_unique<std::string>(std::move(why)));
    moves_.push_back({activation.id, activation.code, to, who, *whys_.back()});
  }

  void write() {
    const std::vector<bool> moved = store::activation::move(tx_, moves_);
    for (const bool done : moved) CHECK(done);  // nobody changes what we hold
    store::history::insert(tx_, notes_);
    store::account::erase_nonces(tx_, delivered_);
    store::task::settle(tx_, tasks_);
  }

  Tx& tx_;
  Random& random_;
  const TurnRules& rules_;
  std::vector<store::activation::Move> moves_;
  std::vector<std::unique_ptr<std::string>> whys_;
  std::vector<ActivationId> delivered_;
  std::vector<store::history::NewEntry> notes_;
  std::vector<store::task::Settled> tasks_;
};

}  // namespace

int settle(Tx& tx, Random& random, const TurnRules& rules, const std::vector<Ended>& ended) {
  return Settlement(tx, random, rules).settle(ended);
}

}  // namespace usher::service::activation
