/// A partner's application: who may ask for accounts.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "domain/provisioning/plan.hpp"

namespace usher::domain {

using ApplicationId = Id<struct ApplicationTag>;

/// A client secret as the database has it: 128 random bits or more, so a plain SHA-256 is enough.
struct ClientSecret {
  std::string hash;  ///< 32 bytes
  TimePoint created_at;
  bool ends = false;  ///< rotated out: valid only before `expires_at`
  TimePoint expires_at;
};

/// No application has more live secrets than this.
inline constexpr std::size_t kLiveSecrets = 2;

struct Application {
  ApplicationId id;
  std::string client_id;  ///< GUID-shaped, compared exactly
  std::string name;
  std::string contact;   ///< the partner's e-mail address
  bool enabled = false;  ///< the right to provision; checked at every use
  std::string disabled_reason;
  PlanId plan;
  TimePoint created_at;
  bool password_grant = true;  ///< may exchange a user's password for tokens
  bool public_client = false;  ///< has no secret; proves itself with PKCE
  std::vector<ClientSecret> secrets;
  std::vector<std::string> redirect_uris;  ///< where the answers of its authorizations may go
};

/// Which of the application's secrets this is, whether it still lives or not; null when none. Takes
/// the same time whichever it is.
const ClientSecret* find_secret(const Application& application, std::string_view secret);

}  // namespace usher::domain
