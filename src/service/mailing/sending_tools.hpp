/// The tools for claiming and settling deliveries.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "domain/provisioning/task.hpp"
#include "service/mailing/pace.hpp"

namespace usher::service {

struct SendingRules {
  domain::RetryPolicy retry;
  Duration lease{60'000};
  std::string from;  ///< the mailbox of the sender if neither the list nor the plan has one
  std::string public_url;
  int confirmations_per_day = 0;  ///< limit per address over all accounts; 0: no limit
};

/// The tools of a turn. References must outlive the calls. Turns only read the pace; the caller
/// counts the claimed mails after the commit.
struct SendingTools {
  Random& random;
  const Pace& pace;
  SendingRules rules;
};

}  // namespace usher::service
