/// An application's access to an account: one sign-in and the tokens that follow from it (RFC
/// 6749).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/key_ring.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/provisioning/application.hpp"

namespace usher::domain {

using GrantId = Id<struct GrantTag>;

/// How long a refresh token may lie unused.
inline constexpr Duration kRefreshTokenLife = std::chrono::days(60);
/// How long a refresh token that has been used may be used again: answers get lost, and parallel
/// requests race. It then gives the successor that it gave before.
inline constexpr Duration kRefreshGrace = std::chrono::seconds(60);

struct Grant {
  GrantId id;
  AccountId account;
  ApplicationId application;
  std::string key_id;           ///< of the key that its refresh tokens are made with
  std::int64_t generation = 1;  ///< of the refresh token given out last; counts from 1
  /// When the generations before that were first used, newest first; those in their grace.
  std::vector<TimePoint> recent_uses;
  TimePoint created_at;
  TimePoint expires_at;  ///< of the refresh token given out last
  std::optional<TimePoint> revoked_at;
  std::optional<TimePoint> account_expires_at;  ///< known of one that was read

  bool is_live(TimePoint now) const {
    return !revoked_at && now < expires_at && (!account_expires_at || now < *account_expires_at);
  }
};

/// What a refresh token says of itself; proved only by computing it again.
struct RefreshClaim {
  GrantId grant;
  std::int64_t generation = 0;
  /// Of the grant, in milliseconds: a database that was put back to an earlier state may give a
  /// number again.
  std::int64_t made_at_ms = 0;
};
RefreshClaim claim_of(const Grant& grant, std::int64_t generation);

/// The refresh token of one generation: alphanumerics only, so that clients that forget to
/// encode it do no harm.
Secret refresh_token(const Key& key, const RefreshClaim& claim);

/// Nothing when it has not even the shape of one.
std::optional<RefreshClaim> read_refresh_token(std::string_view token);

/// The proof: it is what that key makes of the claim.
bool is_made_with(const Key& key, const RefreshClaim& claim, const Secret& token);
/// Really given out by a node with these keys, which says nothing of whether it is still good.
/// False may also mean that it was made with a key that has not come here yet.
bool is_refresh_token(const Keys& keys, const Secret& token);

enum class Presented {
  advanced,  ///< it was the last one given out: the grant has moved on, its successor is the answer
  repeated,  ///< used before, still in its grace: the same successor again, nothing has changed
  replayed,  ///< used before and long ago: somebody has stolen it, or its successor
  too_often,  ///< good, but rotated more than anybody needs: to be tried again after the grace
  unknown,    ///< none that was given out, or the grant is over
};

/// A refresh token of that generation, proved, is presented at `now` (hard points, 14).
Presented present(Grant& grant, std::int64_t generation, TimePoint now);

/// `recent_uses` as text for the database, and back.
std::string recent_uses_text(const Grant& grant);
std::vector<TimePoint> read_recent_uses(std::string_view text);

}  // namespace usher::domain
