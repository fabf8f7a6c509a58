#include "service/access/grant.hpp"

#include <map>
#include <set>

#include "base/check.hpp"
#include "base/digest.hpp"
#include "domain/provisioning/account_status.hpp"
#include "store/access/authorization.hpp"
#include "store/access/password_grant_use.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/audit.hpp"

namespace usher::service {
namespace {

using domain::Grant;
using domain::GrantId;
using domain::RefreshOutcome;
using store::ReadTx;
using store::WriteTx;

/// The maximum number of grants that are revoked in one transaction.
constexpr std::int64_t kRevocationBatch = 500;

constexpr auto kRefreshGraceSeconds =
    std::chrono::duration_cast<std::chrono::seconds>(domain::kRefreshGrace);

Error invalid_refresh_token() {
  return Error{Errc::not_found, "The refresh token is unknown, used up, expired or revoked."};
}

/// Issues tokens, and appends the hash of the access token to `stored`.
IssuedTokens issue_tokens(WriteTx& tx, const TokenTools& tools, const Grant& grant,
                          std::int64_t generation, std::vector<store::grant::NewToken>& stored) {
  IssuedTokens out;
  out.access = Secret(random_token(tools.random));
  out.refresh =
      domain::refresh_token(tools.keys.get(grant.key_id), domain::claim_of(grant, generation));
  out.access_life = tools.rules.access_life;
  stored.push_back({sha256(out.access.reveal()), grant.id, tx.now() + tools.rules.access_life});
  return out;
}

/// Returns the claim of a refresh token if the token is authentic and belongs to this grant, even
/// if the grant is not live.
std::optional<domain::RefreshClaim> authentic_claim(const Keys& keys, const Grant& grant,
                                                    const Secret& token) {
  const auto claim = domain::read_refresh_token(token.reveal());
  if (!claim || claim->grant != grant.id || claim->created_at_ms != to_ms(grant.created_at)) {
    return std::nullopt;
  }
  if (!domain::is_made_with(keys.get(grant.key_id), *claim, token)) return std::nullopt;
  return claim;
}

GrantId claimed_grant(const Secret& token) {
  const auto claim = domain::read_refresh_token(token.reveal());
  return claim ? claim->grant : GrantId{};
}

/// The grants of a batch of refreshes. Each grant is read once, so that later calls of the batch
/// see the changes of earlier calls.
class RefreshBatch {
 public:
  RefreshBatch(WriteTx& tx, const TokenTools& tools, std::span<const GrantId> ids)
      : tx_(tx), tools_(tools) {
    for (const auto& found : store::grant::lock(tx, ids)) {
      if (found) grants_.emplace(found->id, *found);
    }
  }

  Result<IssuedTokens> refresh(GrantId id, domain::ApplicationId application, const Secret& token) {
    const auto found = grants_.find(id);
    if (found == grants_.end() || found->second.application != application) {
      return invalid_refresh_token();
    }
    Grant& grant = found->second;
    const auto claim = authentic_claim(tools_.keys, grant, token);
    if (!claim) return invalid_refresh_token();
    switch (domain::redeem(grant, claim->generation, tx_.now())) {
      case RefreshOutcome::advanced:
        advanced_.insert(grant.id);
        return issue_tokens(tx_, tools_, grant, claim->generation + 1, stored_);
      case RefreshOutcome::repeated:
        return issue_tokens(tx_, tools_, grant, claim->generation + 1, stored_);
      case RefreshOutcome::reuse_detected:
        grant.revoked_at = tx_.now();
        revoked_.push_back(grant.id);
        store::audit::insert(tx_, "refresh token used again: access revoked", grant.account,
                             grant.application);
        return invalid_refresh_token();
      case RefreshOutcome::too_often:
        return Error{Errc::too_many, "This token has been refreshed too often within a minute.",
                     static_cast<int>(kRefreshGraceSeconds.count())};
      case RefreshOutcome::unknown:
        break;
    }
    return invalid_refresh_token();
  }

  void store_changes() {
    std::vector<Grant> advanced;
    for (const GrantId id : advanced_) advanced.push_back(grants_.at(id));
    store::grant::advance(tx_, advanced);
    store::grant::insert_tokens(tx_, stored_);
    store::grant::revoke(tx_, revoked_);
  }

 private:
  WriteTx& tx_;
  const TokenTools& tools_;
  std::map<GrantId, Grant> grants_;
  std::set<GrantId> advanced_;
  std::vector<GrantId> revoked_;
  std::vector<store::grant::NewToken> stored_;
};

Result<store::grant::GrantScope> scope_of(ReadTx& tx, const AccessRevocation& revocation) {
  store::grant::GrantScope scope;
  if (!revocation.client_id.empty()) {
    const auto application = find_application(tx, revocation.client_id);
    if (application == nullptr) {
      return Error{Errc::not_found,
                   "There is no application " + revocation.client_id + ". See 'usher app list'."};
    }
    scope.application = application->id;
  }
  if (!revocation.user_name.empty()) {
    const auto id = domain::parse_user_name(revocation.user_name);
    if (!id || !store::account::find(tx, *id)) {
      return Error{Errc::not_found, "There is no account " + revocation.user_name +
                                        ". An account's name looks like m1."};
    }
    scope.account = *id;
  }
  CHECK(scope.application.value != 0 || scope.account.value != 0);
  return scope;
}

}  // namespace

NewGrant create_grant(WriteTx& tx, const TokenTools& tools, domain::AccountId account,
                      domain::ApplicationId application) {
  Grant grant;
  grant.account = account;
  grant.application = application;
  grant.key_id = tools.keys.newest().id();
  grant.created_at = tx.now();
  grant.expires_at = tx.now() + domain::kRefreshTokenLife;
  grant.id = store::grant::insert(tx, grant);
  std::vector<store::grant::NewToken> stored;
  IssuedTokens tokens = issue_tokens(tx, tools, grant, grant.generation, stored);
  store::grant::insert_tokens(tx, stored);
  return {grant.id, std::move(tokens)};
}

void revoke_locked_grant(WriteTx& tx, const Grant& grant, std::string_view reason) {
  if (grant.revoked_at) return;
  store::grant::revoke(tx, std::span(&grant.id, 1));
  store::audit::insert(tx, reason, grant.account, grant.application);
}

void revoke_all_grants(WriteTx& tx, const store::grant::GrantScope& scope,
                       std::string_view reason) {
  CHECK(scope.account.value != 0);
  // Codes are removed first: an exchange in flight then leaves a grant, which is revoked below.
  store::authorization::remove_unused(tx, scope);
  if (store::grant::revoke_some(tx, scope, INT32_MAX) > 0) {
    store::audit::insert(tx, reason, scope.account, scope.application);
  }
}

Result<RevokedAccess> revoke_access_batch(WriteTx& tx, const AccessRevocation& revocation) {
  const auto scope = scope_of(tx, revocation);
  if (!scope) return scope.error();
  store::authorization::remove_unused(tx, *scope);
  RevokedAccess out;
  out.grants = store::grant::revoke_some(tx, *scope, kRevocationBatch);
  out.more = out.grants == kRevocationBatch;
  if (out.grants > 0) {
    store::audit::insert(tx, "access ended by staff", scope->account, scope->application);
  }
  return out;
}

Result<domain::ApplicationId> identify_password_client(ReadTx& tx,
                                                       const ClientCredentials& client) {
  const auto application = identify_client(tx, client);
  if (!application) return application.error();
  if (!(*application)->password_grant) {
    return Error{Errc::forbidden,
                 "This application may not use the password grant. Use the authorization code "
                 "grant."};
  }
  return (*application)->id;
}

Result<IssuedTokens> exchange_password(WriteTx& tx, const TokenTools& tools,
                                       const PasswordExchange& exchange) {
  const auto application = identify_password_client(tx, exchange.client);
  if (!application) return application.error();
  const auto account = accept_proof(tx, exchange.proof);
  if (!account) return account.error();
  if (must_choose_password(tx, *account)) {
    return Error{
        Errc::not_found,
        "The owner of this account has to sign in at its own page first and choose a password."};
  }
  store::password_grant_use::add(tx, *application);
  return create_grant(tx, tools, account->id, *application).tokens;
}

Result<Done> validate_token(ReadTx& tx, const TokenTools& tools, const PresentedToken& presented) {
  const auto application = identify_client(tx, presented.client);
  if (!application) return application.error();
  const auto grant = store::grant::find(tx, claimed_grant(presented.token));
  if (!grant || !authentic_claim(tools.keys, *grant, presented.token)) {
    return invalid_refresh_token();
  }
  return Done{};
}

std::vector<Result<IssuedTokens>> refresh_tokens(WriteTx& tx, const TokenTools& tools,
                                                 std::span<const PresentedToken> presented) {
  std::vector<Result<domain::ApplicationId>> applications;
  std::vector<GrantId> ids(presented.size());
  for (std::size_t i = 0; i < presented.size(); ++i) {
    const auto application = identify_client(tx, presented[i].client);
    if (application) {
      applications.emplace_back((*application)->id);
      ids[i] = claimed_grant(presented[i].token);
    } else {
      applications.emplace_back(application.error());
    }
  }
  RefreshBatch batch(tx, tools, ids);
  std::vector<Result<IssuedTokens>> out;
  out.reserve(presented.size());
  for (std::size_t i = 0; i < presented.size(); ++i) {
    if (applications[i]) {
      out.push_back(batch.refresh(ids[i], *applications[i], presented[i].token));
    } else {
      out.emplace_back(applications[i].error());
    }
  }
  batch.store_changes();
  return out;
}

Result<Done> revoke_token(WriteTx& tx, const TokenTools& tools, const PresentedToken& presented) {
  const auto application = identify_client(tx, presented.client);
  if (!application) return application.error();
  // The first read takes no lock, because any caller can name a grant.
  if (const auto found = store::grant::find(tx, claimed_grant(presented.token))) {
    if (found->application == (*application)->id &&
        authentic_claim(tools.keys, *found, presented.token)) {
      store::grant::revoke(tx, std::span(&found->id, 1));
    }
    return Done{};
  }
  const std::string hash = sha256(presented.token.reveal());
  const auto access = store::grant::find_tokens(tx, std::span(&hash, 1)).front();
  if (access && access->application == (*application)->id) store::grant::remove_token(tx, hash);
  return Done{};
}

std::vector<Result<std::optional<TokenInfo>>> introspect_tokens(
    ReadTx& tx, std::span<const PresentedToken> presented) {
  std::vector<std::string> hashes;
  hashes.reserve(presented.size());
  for (const auto& [client, token] : presented) hashes.push_back(sha256(token.reveal()));
  const auto found = store::grant::find_tokens(tx, hashes);
  std::vector<Result<std::optional<TokenInfo>>> out;
  for (std::size_t i = 0; i < presented.size(); ++i) {
    // Public clients are refused, because they do not authenticate (RFC 7662, 2.1).
    const auto application = authenticate_client(tx, presented[i].client);
    if (!application) {
      out.emplace_back(application.error());
    } else if (!found[i] || found[i]->application != (*application)->id ||
               !domain::may(domain::status_of(found[i]->account_expires_at, tx.now()),
                            domain::Capability::use_api)) {
      out.emplace_back(std::optional<TokenInfo>());
    } else {
      out.emplace_back(TokenInfo{(*application)->client_id, domain::user_name_of(found[i]->account),
                                 found[i]->account, found[i]->expires_at});
    }
  }
  return out;
}

Result<store::grant::AccessToken> require_access_token(ReadTx& tx, const Secret& token) {
  const std::string hash = sha256(token.reveal());
  const auto access = store::grant::find_tokens(tx, std::span(&hash, 1)).front();
  if (!access) {
    return Error{Errc::unauthorized,
                 "Authorization error: the access token is missing, expired or revoked."};
  }
  return *access;
}

}  // namespace usher::service
