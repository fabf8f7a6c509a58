/// Grants and tokens: issuing, refreshing, introspecting and revoking them (RFC 6749).
///
/// The kinds of error as OAuth's codes: `unauthorized` invalid_client, `forbidden`
/// unauthorized_client, `not_found` invalid_grant, `invalid` invalid_request, `too_many`
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
NewGrant create_grant(store::WriteTx& tx, const TokenTools& tools, domain::AccountId account,
                      domain::ApplicationId application);

/// Revokes a grant that is not revoked yet and records the reason in the audit log. REQUIRES: the
/// grant is locked.
void revoke_locked_grant(store::WriteTx& tx, const domain::Grant& grant, std::string_view reason);
/// Revokes all grants of an account, or of one application to it, deletes unused authorization
/// codes, and records the reason in the audit log.
void revoke_all_grants(store::WriteTx& tx, const store::grant::GrantScope& scope,
                       std::string_view reason);

/// Selects grants. At least one member is set.
struct AccessRevocation {
  std::string client_id;  ///< empty: all applications
  std::string user_name;  ///< empty: all accounts
};
struct RevokedAccess {
  std::int64_t grants = 0;  ///< the number of grants in this batch
  bool more = false;        ///< call again
};
/// Revokes access on behalf of staff, in batches, so that no transaction is long. New grants remain
/// possible.
Result<RevokedAccess> revoke_access_batch(store::WriteTx& tx, const AccessRevocation& revocation);

/// Authenticates a client and returns it if it may use the password grant: checked before its
/// user's password.
Result<domain::ApplicationId> identify_password_client(store::ReadTx& tx,
                                                       const ClientCredentials& client);

struct PasswordExchange {
  ClientCredentials client;
  PasswordProof proof;
};
/// Exchanges a password for tokens (RFC 6749, 4.3). The published contract requires this grant; RFC
/// 9700, 2.4 advises against it, so staff can turn it off for each application.
Result<IssuedTokens> exchange_password(store::WriteTx& tx, const TokenTools& tools,
                                       const PasswordExchange& exchange);

/// A token with the credentials of the client that presents it.
struct PresentedToken {
  ClientCredentials client;
  Secret token;
};

/// Checks a refresh token that no key of this node made, before `refresh_tokens` is called: forged
/// tokens never wait for the writer.
Result<Done> validate_token(store::ReadTx& tx, const TokenTools& tools,
                            const PresentedToken& presented);

/// Refreshes tokens with rotation (RFC 6749, 6). Reuse of a refresh token within the grace period
/// returns the same successor; later reuse revokes the grant (RFC 9700, 4.14).
std::vector<Result<IssuedTokens>> refresh_tokens(store::WriteTx& tx, const TokenTools& tools,
                                                 std::span<const PresentedToken> presented);

/// Revokes an access token, or a refresh token with its grant (RFC 7009). Succeeds without effect
/// for unknown tokens and for tokens of other applications.
Result<Done> revoke_token(store::WriteTx& tx, const TokenTools& tools,
                          const PresentedToken& presented);

/// The answer of token introspection (RFC 7662) for a live access token.
struct TokenInfo {
  std::string client_id;
  std::string user_name;
  domain::AccountId account;
  TimePoint expires_at;
};
/// Returns nullopt for tokens that are not live, and for tokens of other applications.
std::vector<Result<std::optional<TokenInfo>>> introspect_tokens(
    store::ReadTx& tx, std::span<const PresentedToken> presented);

/// Returns a live access token; returns `unauthorized` if it is unknown, malformed, expired or
/// revoked.
Result<store::grant::AccessToken> require_access_token(store::ReadTx& tx, const Secret& token);

}  // namespace usher::service
