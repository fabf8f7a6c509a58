/// Tasks whose effect is a mail, between the claim and the settlement.
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
  std::string answer;                 ///< the mail server's reply; empty if it was not asked
  std::optional<Duration> postponed;  ///< set with `not_attempted`
  std::vector<std::int64_t> alerts;   ///< the alerts of the mail
  MailPurpose purpose = MailPurpose::credentials;
};

struct TaskRules {
  domain::RetryPolicy retry;
  Duration lease{60'000};
};

/// The parts of the pipeline that other wings contribute.
struct PipelineParts {
  /// Returns the link that was ordered for the account, unless it has expired.
  std::optional<ResetLink> (*find_reset_link)(store::ReadTx&, const Keys&, domain::AccountId);
  /// Creates the list that each new account starts with.
  void (*create_first_lists)(store::WriteTx&, Random&, std::span<const domain::Account>);
};

/// References must outlive the tools.
struct TaskTools {
  const Keys& keys;
  Random& random;
  TaskRules rules;
  PipelineParts parts;
};

}  // namespace usher::service
