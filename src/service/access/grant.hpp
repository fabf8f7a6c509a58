/// Issues, refreshes, introspects and revokes the tokens of grants (RFC 6749).
///
/// Errors have these OAuth codes: `unauthorized` is invalid_client, `forbidden` is
/// unauthorized_client, `not_found` is invalid_grant, `invalid` is invalid_request, `too_many` is
/// temporarily_unavailable.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/key_ring.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "domain/access/grant.hpp"
#include "service/access/credential.hpp"
#include "service/provisioning/client_authentication.hpp"
#include "store/access/grant.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// An access token and a refresh token, in the clear.
struct IssuedTokens {
  Secret access;
  Secret refresh;
  std::chrono::seconds access_life{0};
};

struct TokenRules {
  std::chrono::seconds access_life{3600};
};

struct TokenTools {
  const Keys& keys;
  Random& random;
  TokenRules rules;
};

struct NewGrant {
  domain::GrantId id;
  IssuedTokens tokens;
};
/// Creates a grant with its first tokens.
NewGrant create_grant(store::WriteTx& tx, const TokenTools& tools, domain::AccountId account,
                      domain::ApplicationId application);

/// Revokes a grant that is not revoked yet and records the reason in the audit log. REQUIRES: the
/// grant is locked.
void revoke_locked_grant(store::WriteTx& tx, const domain::Grant& grant, std::string_view reason);
/// Revokes all grants of an account, or an application's grants to the account. Deletes unused
/// authorization codes, and records the reason in the audit log.
void revoke_all_grants(store::WriteTx& tx, const store::grant::GrantScope& scope,
                       std::string_view reason);

/// The grants to revoke. At least one member is set.
struct AccessRevocation {
  std::string client_id;  ///< empty: all applications
  std::string user_name;  ///< empty: all accounts
};
struct RevokedAccess {
  std::int64_t grants = 0;  ///< the number of grants that the batch revoked
  bool more = false;        ///< true if the caller must call again
};
/// Revokes access on behalf of staff, in batches, so that no transaction is long. New grants remain
/// possible.
Result<RevokedAccess> revoke_access_batch(store::WriteTx& tx, const AccessRevocation& revocation);

/// Authenticates a client before its user's password is checked. Returns `forbidden` if the client
/// may not use the password grant.
Result<domain::ApplicationId> identify_password_client(store::ReadTx& tx,
                                                       const ClientCredentials& client);

struct PasswordExchange {
  ClientCredentials client;
  PasswordProof proof;
};
/// Exchanges a password for tokens (RFC 6749, 4.3). The published contract requires this grant; RFC
/// 9700, 2.4 advises against this grant, so that staff can disable it for each application.
Result<IssuedTokens> exchange_password(store::WriteTx& tx, const TokenTools& tools,
                                       const PasswordExchange& exchange);

/// A token with the credentials of the client that presents it.
struct PresentedToken {
  ClientCredentials client;
  Secret token;
};

/// Checks a refresh token before `refresh_tokens` is called if no key of this node made the token.
/// Forged tokens do not occupy the writer.
Result<Done> validate_token(store::ReadTx& tx, const TokenTools& tools,
                            const PresentedToken& presented);

/// Refreshes tokens with rotation (RFC 6749, 6). Reuse of a refresh token within the grace period
/// returns the same successor; later reuse revokes the grant (RFC 9700, 4.14).
std::vector<Result<IssuedTokens>> refresh_tokens(store::WriteTx& tx, const TokenTools& tools,
                                                 std::span<const PresentedToken> presented);

/// Revokes an access token, or a refresh token with its grant (RFC 7009). Has no effect if
/// the token is unknown or belongs to another application.
Result<Done> revoke_token(store::WriteTx& tx, const TokenTools& tools,
                          const PresentedToken& presented);

/// The response of token introspection (RFC 7662) for a live access token.
struct TokenInfo {
  std::string client_id;
  std::string user_name;
  domain::AccountId account;
  TimePoint expires_at;
};
/// Introspects tokens. The result is nullopt if a token is not live or belongs to another
/// application.
std::vector<Result<std::optional<TokenInfo>>> introspect_tokens(
    store::ReadTx& tx, std::span<const PresentedToken> presented);

/// Returns a live access token. Returns `unauthorized` if the token is unknown, malformed, expired
/// or revoked.
Result<store::grant::AccessToken> require_access_token(store::ReadTx& tx, const Secret& token);

}  // namespace usher::service
