#include "domain/mailing/sending.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace usher::domain {
namespace {

constexpr std::array<std::string_view, 6> kStates = {"Undefined", "Deferred", "Immediate",
                                                     "Done",      "Stopped",  "Deleted"};

}  // namespace

std::string_view name_of(SendingState state) {
  return kStates[static_cast<std::size_t>(state) - 1];
}

DeliveryDecision after_delivery(const DeliveryOutcome& outcome, const RetryPolicy& policy,
                                double jitter) {
  using State = DeliveryDecision::State;
  DeliveryDecision decision;
  decision.attempts = outcome.attempts;
  if (outcome.possibly_accepted) {
    decision.state = State::unknown;
    return decision;
  }
  switch (outcome.result) {
    case MailResult::accepted:
      return decision;
    case MailResult::not_attempted:
      decision.state = State::retry;
      decision.retry_in = outcome.postponed.value_or(kRelayPause);
      decision.attempts = std::max(outcome.attempts - 1, 0);
      return decision;
    case MailResult::deferred:
      if (outcome.attempts < policy.attempts) {
        decision.state = State::retry;
        decision.retry_in = retry_delay(policy, outcome.attempts, jitter);
        return decision;
      }
      decision.soft_bounce = !outcome.sender_rejected;
      break;
    case MailResult::recipient_rejected:
      decision.hard_bounce = true;
      break;
    case MailResult::message_rejected:
      if (outcome.recipient_refusal == RefusalCause::policy &&
          outcome.attempts < std::min(kMaxPolicyAttempts, policy.attempts)) {
        decision.state = State::retry;
        decision.retry_in = retry_delay(policy, outcome.attempts, jitter);
        return decision;
      }
      decision.soft_bounce = outcome.recipient_refusal.has_value();
      decision.undeliverable = outcome.recipient_refusal == RefusalCause::undeliverable;
      break;
  }
  decision.state = State::failed;
  return decision;
}

}  // namespace usher::domain
