/// Grants and their access tokens in the database.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/access/grant.hpp"
#include "store/tx.hpp"

namespace usher::store::grant {

/// `id` is ignored; returns the new one. Some of those that ended long ago go on the way.
domain::GrantId insert(WriteTx& tx, const domain::Grant& grant);
std::optional<domain::Grant> find(ReadTx& tx, domain::GrantId id);
/// For whoever is going to change them: nobody else can until the transaction ends. In order,
/// nothing where there is none.
std::vector<std::optional<domain::Grant>> lock(WriteTx& tx, std::span<const domain::GrantId> ids);
/// Writes what `domain::present` has changed.
void advance(WriteTx& tx, std::span<const domain::Grant> grants);
/// With all their access tokens.
void revoke(WriteTx& tx, std::span<const domain::GrantId> ids);
/// An account's grants, an application's, or with both set what one has to the other.
struct Whose {
  domain::AccountId account{};
  domain::ApplicationId application{};
};
/// The same for the live ones of somebody, at most so many at once. Returns how many there were.
std::int64_t revoke_some(WriteTx& tx, Whose whose, std::int64_t most);

/// An application with live access to an account, as the account's owner looks at it.
struct Holder {
  domain::ApplicationId application;
  std::string name;
  std::string contact;
  TimePoint since;  ///< of its oldest live grant
};
/// The newest application first.
std::vector<Holder> holders(ReadTx& tx, domain::AccountId account, std::int64_t most);

/// An access token as the database knows it.
struct NewToken {
  std::string hash;  ///< SHA-256 of 128 random bits or more
  domain::GrantId grant;
  TimePoint expires_at;
};
/// Some of those that have ended go on the way.
void insert_tokens(WriteTx& tx, std::span<const NewToken> tokens);
void remove_token(WriteTx& tx, std::string_view hash);

/// What a live access token opens.
struct Access {
  domain::GrantId grant;
  domain::AccountId account;
  domain::ApplicationId application;
  TimePoint expires_at;
  std::optional<TimePoint> account_expires_at;  ///< nothing: it does not end

  bool account_has_ended(TimePoint now) const {
    return account_expires_at && *account_expires_at <= now;
  }
};
/// In order; nothing where a token is unknown, has ended or was revoked.
std::vector<std::optional<Access>> find(ReadTx& tx, std::span<const std::string> hashes);

}  // namespace usher::store::grant
