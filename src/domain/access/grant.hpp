/// Grants: the access of an application to an account, with its tokens (RFC 6749).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/key_ring.hpp"
#include "domain/provisioning/account_status.hpp"
#include "domain/provisioning/application.hpp"

namespace usher::domain {

using GrantId = Id<struct GrantTag>;

/// Time after which an unused refresh token expires.
inline constexpr Duration kRefreshTokenLife = std::chrono::days(60);
/// Time in which a used refresh token can be used again and yields the same successor, because
/// responses get lost and parallel requests race.
inline constexpr Duration kRefreshGrace = std::chrono::seconds(60);

/// The access of one application to one account.
struct Grant {
  GrantId id;
  AccountId account;
  ApplicationId application;
  std::string key_id;           ///< the id of the key that makes the refresh tokens
  std::int64_t generation = 1;  ///< the newest refresh token's number, from 1
  /// The times of the first uses of previous generations within the grace period, newest first.
  std::vector<TimePoint> recent_uses;
  TimePoint created_at;
  TimePoint expires_at;  ///< the expiry time of the newest refresh token
  std::optional<TimePoint> revoked_at;
  std::optional<TimePoint> account_expires_at;  ///< set only in grants that were read

  bool is_live(TimePoint now) const {
    return !revoked_at && now < expires_at &&
           may(status_of(account_expires_at, now), Capability::use_api);
  }
};

/// The content of a refresh token, not authenticated.
struct RefreshClaim {
  GrantId grant;
  std::int64_t generation = 0;
  /// The creation time of the grant in ms since 1970. It distinguishes grants whose id was assigned
  /// again after the database was restored from a backup.
  std::int64_t created_at_ms = 0;
};
/// Returns the claim of the grant's refresh token of this generation.
RefreshClaim claim_of(const Grant& grant, std::int64_t generation);

/// Computes a refresh token. Refresh tokens are alphanumeric, because some clients do not
/// URL-encode them.
Secret refresh_token(const Key& key, const RefreshClaim& claim);

/// Parses a refresh token. Returns nullopt if the token is malformed.
std::optional<RefreshClaim> read_refresh_token(std::string_view token);

/// Returns whether the token is authentic: made from the claim with this key.
bool is_made_with(const Key& key, const RefreshClaim& claim, const Secret& token);
/// Returns whether the token is authentic; it may be expired or revoked. Returns false if the
/// token's key has not been copied to this node yet.
bool is_refresh_token(const Keys& keys, const Secret& token);

enum class RefreshOutcome {
  advanced,        ///< first use of the newest generation: the grant has the next generation now
  repeated,        ///< reuse within the grace period: the same successor, nothing changes
  reuse_detected,  ///< reuse after the grace period: the token or its successor was stolen
  too_often,       ///< rotated too often within the grace period; the client may retry later
  unknown,         ///< never issued, or the grant is expired or revoked
};

/// Uses an authentic refresh token of this generation (docs/invariants.md, 14).
RefreshOutcome redeem(Grant& grant, std::int64_t generation, TimePoint now);

/// Returns the stored form of `recent_uses`.
std::string recent_uses_text(const Grant& grant);
/// Parses the stored form of `recent_uses`.
std::vector<TimePoint> read_recent_uses(std::string_view text);

}  // namespace usher::domain
