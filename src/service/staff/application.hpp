/// Operations of staff on applications.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "domain/provisioning/application.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// An application with its plan's name and its uses of the password grant.
struct ApplicationDetails {
  domain::Application application;
  std::string plan;
  std::int64_t password_grants = 0;                ///< the number of uses in the last 30 days
  std::optional<TimePoint> last_password_grant{};  ///< the day of the last use
};

/// An application with its new secret. Only the hash of the secret is stored.
struct IssuedSecret {
  domain::Application application;
  Secret secret;  ///< empty for a public client
};

struct ApplicationTools {
  Random& random;
};

struct NewApplication {
  std::string name;
  std::string contact;
  std::vector<std::string> redirect_uris;
  bool public_client = false;
};
/// Registers an application, without the right to provision.
Result<IssuedSecret> register_application(store::WriteTx& tx, const ApplicationTools& tools,
                                          const NewApplication& input);

std::vector<ApplicationDetails> list_applications(store::ReadTx& tx);

Result<ApplicationDetails> read_application(store::ReadTx& tx, const std::string& client_id);

struct ApplicationApproval {
  std::string client_id;
  std::optional<std::string> plan;  ///< the new plan; nullopt: unchanged
};
/// Grants the right to provision. Returns `conflict` if the client is public and so has no secret.
Result<ApplicationDetails> enable_application(store::WriteTx& tx,
                                              const ApplicationApproval& approval);

struct ApplicationSuspension {
  std::string client_id;
  std::string reason;
  bool block_queued = false;  ///< also blocks the application's unfinished activations
};
struct SuspendedApplication {
  ApplicationDetails details;
  int blocked = 0;    ///< the number of activations that were blocked
  int in_flight = 0;  ///< the number of activations that are blocked after their mail
};
/// Revokes the right to provision.
Result<SuspendedApplication> disable_application(store::WriteTx& tx,
                                                 const ApplicationSuspension& suspension);

struct ApplicationChange {
  std::string client_id;
  std::optional<std::vector<std::string>> redirect_uris;
  std::optional<bool> password_grant;
};
/// Changes the given members of an application.
Result<ApplicationDetails> update_application(store::WriteTx& tx, const ApplicationChange& change);

struct SecretRotation {
  std::string client_id;
  Duration overlap;  ///< the time for which the current secret stays valid
};
/// Issues a new secret. The current secret expires after the overlap; older secrets are deleted.
Result<IssuedSecret> rotate_client_secret(store::WriteTx& tx, const ApplicationTools& tools,
                                          const SecretRotation& rotation);

}  // namespace usher::service
