/// Types of tasks whose effect is a mail, for their claim and their settlement.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/key_ring.hpp"
#include "base/random.hpp"
#include "domain/provisioning/retry_decision.hpp"
#include "domain/provisioning/task.hpp"
#include "service/provisioning/mail_request.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// A claimed task and its mail.
struct MailTask {
  domain::ClaimedTask task;
  MailRequest mail;
};

/// The outcome of the mail of a claimed task.
struct MailTaskOutcome {
  domain::ClaimedTask task;
  domain::MailResult result = domain::MailResult::not_attempted;
  std::string answer;                 ///< the relay's reply; empty without a reply
  std::optional<Duration> postponed;  ///< the remaining pause of the relay, for `not_attempted`
  std::vector<std::int64_t> alerts;   ///< MailRequest::alerts of the mail
  MailPurpose purpose = MailPurpose::credentials;
};

struct TaskRules {
  domain::RetryPolicy retry;
  Duration lease{60'000};
};

/// The functions of the pipeline that other modules implement.
struct PipelineParts {
  /// Returns the account's reset link, nullopt if there is none or it has expired.
  std::optional<ResetLink> (*find_reset_link)(store::ReadTx&, const Keys&, domain::AccountId);
  /// Creates the first list of each new account.
  void (*create_first_lists)(store::WriteTx&, Random&, std::span<const domain::Account>);
};

/// The tools of the pipeline. References must outlive the tools.
struct TaskTools {
  const Keys& keys;
  Random& random;
  TaskRules rules;
  PipelineParts parts;
};

}  // namespace usher::service
