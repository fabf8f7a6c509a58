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

DeliveryVerdict after_delivery(const DeliveryOutcome& outcome, const RetryPolicy& policy,
                               double jitter) {
  using State = DeliveryVerdict::State;
  DeliveryVerdict verdict;
  verdict.attempts = outcome.attempts;
  if (outcome.perhaps_taken) {
    verdict.state = State::uncertain;
    return verdict;
  }
  switch (outcome.result) {
    case MailResult::accepted:
      return verdict;
    case MailResult::not_attempted:
      verdict.state = State::again;
      verdict.again_in = outcome.postponed.value_or(kRelayPause);
      verdict.attempts = std::max(outcome.attempts - 1, 0);
      return verdict;
    case MailResult::deferred:
      if (outcome.attempts < policy.attempts) {
        verdict.state = State::again;
        verdict.again_in = retry_delay(policy, outcome.attempts, jitter);
        return verdict;
      }
      verdict.soft_bounce = !outcome.sender_refused;
      break;
    case MailResult::recipient_rejected:
      verdict.hard_bounce = outcome.bad_address;
      verdict.soft_bounce = !outcome.bad_address;
      break;
    case MailResult::message_rejected:  // the mail's fault or the relay's, not the address's
      break;
  }
  verdict.state = State::failed;
  return verdict;
}

}  // namespace usher::domain
