/// An application: a partner's program that may request accounts.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "domain/provisioning/plan.hpp"

namespace usher::domain {

using ApplicationId = Id<struct ApplicationTag>;

/// A stored client secret. Secrets have at least 128 random bits, so that SHA-256 without
/// salt is enough.
struct ClientSecret {
  std::string hash;  ///< the SHA-256 of the secret, 32 bytes
  TimePoint created_at;
  bool ends = false;  ///< true for a rotated secret, which is valid until `expires_at`
  TimePoint expires_at;
};

/// The maximum number of valid secrets of an application.
inline constexpr std::size_t kLiveSecrets = 2;

/// An application as stored.
struct Application {
  ApplicationId id;
  std::string client_id;  ///< a GUID; compared exactly
  std::string name;
  std::string contact;   ///< the partner's email address
  bool enabled = false;  ///< the right to provision, which is checked at every use
  std::string disabled_reason;
  PlanId plan;
  TimePoint created_at;
  bool password_grant = true;  ///< true if users' passwords may be exchanged for tokens
  bool public_client = false;  ///< true if the application has no secret and uses PKCE (RFC 7636)
  std::vector<ClientSecret> secrets;
  std::vector<std::string> redirect_uris;  ///< allowed targets of its authorization responses
};

/// Returns the stored secret that matches, even if it is expired; null if there is none. Runs in
/// constant time.
const ClientSecret* find_secret(const Application& application, std::string_view secret);

}  // namespace usher::domain
