/// Operations of staff on activations.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "domain/provisioning/activation.hpp"
#include "service/access/session.hpp"
#include "store/provisioning/activation.hpp"
#include "store/provisioning/history.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// An activation with the names of its application, plan and account.
struct ActivationDetails {
  domain::Activation activation;
  std::string client_id;
  std::string plan;
  std::string address;    ///< the address of the account, or of the applicant without an account
  std::string user_name;  ///< empty without an account
};

struct ActivationsQuery {
  store::activation::Filter filter;
  std::string client_id;  ///< empty: all applications
};
/// Returns activations, newest first. Returns `not_found` if the application is unknown.
Result<std::vector<ActivationDetails>> list_activations(store::ReadTx& tx,
                                                        const ActivationsQuery& query);

struct ActivationHistory {
  ActivationDetails details;
  std::vector<store::history::Entry> history;
  std::optional<TimePoint> next_attempt;
  int attempts = 0;
};
Result<ActivationHistory> read_activation(store::ReadTx& tx, const domain::ActivationId& id);

struct ChangesQuery {
  std::optional<std::int64_t> after;  ///< nullopt: only the newest id is returned
  int limit = 500;
};
/// Entries of the history, oldest first. An entry may be committed after an entry with a larger id.
/// A follower therefore continues from `settled`, below which all entries are committed, and skips
/// the entries that it has already read.
struct ActivationChanges {
  std::vector<store::history::Entry> entries;
  std::int64_t settled = 0;
};
ActivationChanges read_activation_changes(store::ReadTx& tx, const ChangesQuery& query);

/// Restarts an activation at Code 3 or 6. Account, user name, password and Message-ID are
/// unchanged.
Result<Done> retry_activation(store::WriteTx& tx, const domain::ActivationId& id);

struct ResendRequest {
  domain::ActivationId id;
  std::string email;  ///< the account's new address; empty: unchanged
};
enum class ResentMail { credentials, reset_link };
/// Replaces the credentials of an account and mails them. Revokes all access that was granted with
/// the old password. An owner who has chosen a password receives a reset link instead. If the
/// address changes, the former address receives a notice.
Result<ResentMail> resend_credentials(store::WriteTx& tx, const OwnerTools& tools,
                                      const ResendRequest& request);

struct ActivationBlock {
  domain::ActivationId id;
  std::string reason;
};
enum class BlockOutcome {
  now,
  later,  ///< its mail is in flight: blocked afterwards unless the mail is delivered
};
/// Blocks an activation that is not finished.
Result<BlockOutcome> block_activation(store::WriteTx& tx, const ActivationBlock& block);

/// The numbers of activations by BlockOutcome.
struct BlockedActivations {
  int now = 0;
  int later = 0;
};
/// Blocks all activations of an application that are not finished.
BlockedActivations block_activations_of_application(store::WriteTx& tx,
                                                    domain::ApplicationId application,
                                                    std::string_view reason);

struct IpRelease {
  domain::ActivationId id;
  std::string reason;
};
/// Allows another activation from the applicant's IP address.
Result<Done> release_activation_ip(store::WriteTx& tx, const IpRelease& release);

}  // namespace usher::service
