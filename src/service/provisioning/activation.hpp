/// Requests for accounts and for their status, which applications send.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/key_ring.hpp"
#include "base/random.hpp"
#include "domain/provisioning/activation.hpp"
#include "service/provisioning/client_authentication.hpp"
#include "service/rate_limit.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// The Id of every sandbox activation.
inline constexpr std::int64_t kSandboxId = -1;

struct ActivationRules {
  int emails_per_address_per_day = 3;  ///< maximum of accepted activations; 0: no limit
};

/// The tools of activations. References must outlive the tools.
struct ActivationTools {
  const Keys& keys;
  RateLimit& rate;
  Random& random;
  ActivationRules rules;
};

struct NewActivation {
  ClientCredentials credentials;
  Result<domain::Applicant> applicant;  ///< the result of the request's check
  Arrival arrival;
};
struct AcceptedActivation {
  std::int64_t id = 0;
  std::string hash;
  bool repeated = false;  ///< true if an earlier request has created the activation
};
/// Accepts requests for accounts (TrialActivation). Checks in this order: client, rate limit,
/// request, sandbox, the right to provision, repeat of an earlier request, rules of the plan.
/// During maintenance, requests are accepted and wait at Code 4.
std::vector<Result<AcceptedActivation>> submit_activations(store::WriteTx& tx,
                                                           const ActivationTools& tools,
                                                           std::span<const NewActivation> requests);

struct ActivationProof {
  std::int64_t id = 0;
  std::string hash;
};
struct StatusRequest {
  ClientCredentials credentials;
  Result<ActivationProof> activation;
  Arrival arrival;
};
/// Returns the Codes of activations (TrialActivationStatus). A wrong Hash, an unknown Id and an Id
/// of another application return the same `not_found`.
std::vector<Result<domain::Code>> read_activation_statuses(store::ReadTx& tx,
                                                           const ActivationTools& tools,
                                                           std::span<const StatusRequest> requests);

}  // namespace usher::service
