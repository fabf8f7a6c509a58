/// Grants and the hashes of their access tokens in the database.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/access/grant.hpp"
#include "store/tx.hpp"

namespace usher::store::grant {

/// Inserts a grant, whose `id` is ignored, and returns its id. Deletes a few old grants.
domain::GrantId insert(WriteTx& tx, const domain::Grant& grant);
std::optional<domain::Grant> find(ReadTx& tx, domain::GrantId id);
/// Locks grants until the transaction ends. The result is indexed by `ids`; nullopt if there is
/// none.
std::vector<std::optional<domain::Grant>> lock(WriteTx& tx, std::span<const domain::GrantId> ids);
/// Stores the changes of grants by `domain::redeem`.
void advance(WriteTx& tx, std::span<const domain::Grant> grants);
/// Revokes grants with all their access tokens.
void revoke(WriteTx& tx, std::span<const domain::GrantId> ids);
/// A selection of grants: of an account, of an application, or if both are set, of the application
/// to the account.
struct GrantScope {
  domain::AccountId account{};
  domain::ApplicationId application{};
};
/// Revokes at most `limit` live grants of the scope and returns their number.
std::int64_t revoke_some(WriteTx& tx, const GrantScope& scope, std::int64_t limit);

/// An application with a live grant to an account.
struct AuthorizedApplication {
  domain::ApplicationId application;
  std::string name;
  std::string contact;
  TimePoint since;  ///< the creation time of its oldest live grant
};
/// Returns the applications with a live grant to the account, newest first.
std::vector<AuthorizedApplication> list_applications(ReadTx& tx, domain::AccountId account,
                                                     std::int64_t limit);

/// An access token to be stored.
struct NewToken {
  std::string hash;  ///< SHA-256 of 128 random bits or more
  domain::GrantId grant;
  TimePoint expires_at;
};
/// Inserts tokens, and deletes some expired tokens.
void insert_tokens(WriteTx& tx, std::span<const NewToken> tokens);
void remove_token(WriteTx& tx, std::string_view hash);

/// A live access token.
struct AccessToken {
  domain::GrantId grant;
  domain::AccountId account;
  domain::ApplicationId application;
  TimePoint expires_at;
  std::optional<TimePoint> account_expires_at;  ///< nullopt: never expires
};
/// Returns the tokens, indexed by `hashes`; nullopt if the token is unknown, expired or revoked.
std::vector<std::optional<AccessToken>> find_tokens(ReadTx& tx,
                                                    std::span<const std::string> hashes);

}  // namespace usher::store::grant
