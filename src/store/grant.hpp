/// Grants and their access tokens in the database.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/grant.hpp"
#include "store/tx.hpp"

namespace usher::store::grant {

/// `id` is ignored; returns the new one.
domain::GrantId insert(Tx& tx, const domain::Grant& grant);
/// For whoever is going to change them: nobody else can until the transaction ends. In order,
/// nothing where there is none.
std::vector<std::optional<domain::Grant>> take(Tx& tx, std::span<const domain::GrantId> ids);
/// Writes what `domain::present` has changed.
void advance(Tx& tx, std::span<const domain::Grant> grants);
/// With all their access tokens.
void revoke(Tx& tx, std::span<const domain::GrantId> ids);

/// An access token as the database knows it.
struct NewToken {
  std::string hash;  ///< SHA-256 of 128 random bits or more
  domain::GrantId grant;
  TimePoint ends_at;
};
/// Some of those that have ended go on the way.
void insert_tokens(Tx& tx, std::span<const NewToken> tokens);
void remove_token(Tx& tx, std::string_view hash);

/// What a live access token opens.
struct Access {
  domain::GrantId grant;
  domain::AccountId account;
  domain::ApplicationId application;
  TimePoint ends_at;
};
/// In order; nothing where a token is unknown, has ended or was revoked.
std::vector<std::optional<Access>> find(Tx& tx, std::span<const std::string> hashes);

/// An entry for whoever has to find out what happened.
void audit(Tx& tx, std::string_view what, domain::AccountId account,
           domain::ApplicationId application);

}  // namespace usher::store::grant
