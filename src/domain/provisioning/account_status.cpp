#include "domain/provisioning/account_status.hpp"

#include "base/check.hpp"

namespace usher::domain {

AccountStatus status_of(const Account& account, TimePoint now) {
  return status_of(account.expires_at, now);
}

AccountStatus status_of(std::optional<TimePoint> account_expires_at, TimePoint now) {
  const bool expired = account_expires_at && *account_expires_at <= now;
  return expired ? AccountStatus::expired : AccountStatus::open;
}

bool may(AccountStatus status, Capability capability) {
  switch (capability) {
    case Capability::sign_in:
    case Capability::use_api:
    case Capability::send:
    case Capability::view_online:
      return status == AccountStatus::open;
  }
  return false;
}

std::string_view refusal_of(AccountStatus status) {
  CHECK(status == AccountStatus::expired);
  return "This account has expired.";
}

}  // namespace usher::domain
