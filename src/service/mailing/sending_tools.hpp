/// The tools of claiming and settling deliveries.
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
  std::string from;  ///< mailbox: the sender if neither the list nor the plan has one
  std::string public_url;
  int confirmations_per_day = 0;  ///< the limit of one address, over all accounts; 0: no limit
};

/// References must outlive the calls. The pace is only read: the caller adds to it what a committed
/// turn has claimed.
struct SendingTools {
  Random& random;
  const Pace& pace;
  SendingRules rules;
};

}  // namespace usher::service
