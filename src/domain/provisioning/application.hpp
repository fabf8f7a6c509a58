/// An application: a partner's program that may request accounts.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "domain/provisioning/plan.hpp"

namespace usher::domain {

using ApplicationId = Id<struct ApplicationTag>;

/// A stored client secret. It has at least 128 random bits, so a plain SHA-256 is enough.
struct ClientSecret {
  std::string hash;  ///< 32 bytes
  TimePoint created_at;
  bool ends = false;  ///< was rotated out: valid only before `expires_at`
  TimePoint expires_at;
};

/// The maximum number of valid secrets of an application.
inline constexpr std::size_t kLiveSecrets = 2;

struct Application {
  ApplicationId id;
  std::string client_id;  ///< GUID-shaped, compared exactly
  std::string name;
  std::string contact;   ///< the partner's email address
  bool enabled = false;  ///< the right to provision; checked at every use
  std::string disabled_reason;
  PlanId plan;
  TimePoint created_at;
  bool password_grant = true;  ///< may exchange a user's password for tokens
  bool public_client = false;  ///< has no secret; authenticates with PKCE (RFC 7636)
  std::vector<ClientSecret> secrets;
  std::vector<std::string> redirect_uris;  ///< allowed targets of its authorization responses
};

/// Returns the matching secret, also an expired one; null if there is none. Runs in constant time.
const ClientSecret* find_secret(const Application& application, std::string_view secret);

}  // namespace usher::domain
