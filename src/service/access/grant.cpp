#include "service/access/grant.hpp"

#include <map>
#include <set>

#include "base/check.hpp"
#include "base/digest.hpp"
#include "store/access/authorization.hpp"
#include "store/access/password_grant_use.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/audit.hpp"

namespace usher::service::grant {
namespace {

using domain::Grant;
using domain::GrantId;
using Tx = store::WriteTx;

/// No transaction ends more than this at once.
constexpr std::int64_t kBite = 500;

constexpr auto kRefreshGraceSeconds =
    std::chrono::duration_cast<std::chrono::seconds>(domain::kRefreshGrace);

Error not_granted(std::string_view why) { return Error{Errc::not_found, std::string(why)}; }

Error bad_token() {
  return not_granted("The refresh token is unknown, used up, expired or revoked.");
}

/// A fresh access token; its hash is added to those that are to be stored.
Tokens issue(Tx& tx, const TokenTools& tools, const Grant& grant, std::int64_t generation,
             std::vector<store::grant::NewToken>& stored) {
  Tokens out;
  out.access = Secret(random_token(tools.random));
  out.refresh =
      domain::refresh_token(tools.keys.get(grant.key_id), domain::claim_of(grant, generation));
  out.access_life = tools.rules.access_life;
  stored.push_back({sha256(out.access.reveal()), grant.id, tx.now() + tools.rules.access_life});
  return out;
}

/// A refresh token that was really given out; says nothing of whether it is still good.
std::optional<domain::RefreshClaim> proved(const Keys& keys, const Grant& grant,
                                           const Secret& token) {
  const auto claim = domain::read_refresh_token(token.reveal());
  if (!claim || claim->grant != grant.id || claim->made_at_ms != to_ms(grant.created_at)) {
    return std::nullopt;
  }
  if (!domain::is_made_with(keys.get(grant.key_id), *claim, token)) return std::nullopt;
  return claim;
}

GrantId claimed_grant(const Secret& token) {
  const auto claim = domain::read_refresh_token(token.reveal());
  return claim ? claim->grant : GrantId{};
}

}  // namespace

Begun begin(Tx& tx, const TokenTools& tools, domain::AccountId account,
            domain::ApplicationId application) {
  Grant grant;
  grant.account = account;
  grant.application = application;
  grant.key_id = tools.keys.newest().id();
  grant.created_at = tx.now();
  grant.expires_at = tx.now() + domain::kRefreshTokenLife;
  grant.id = store::grant::insert(tx, grant);
  std::vector<store::grant::NewToken> stored;
  Tokens tokens = issue(tx, tools, grant, grant.generation, stored);
  store::grant::insert_tokens(tx, stored);
  return {grant.id, std::move(tokens)};
}

void end(Tx& tx, const Grant& grant, std::string_view why) {
  if (grant.revoked_at) return;
  store::grant::revoke(tx, std::span(&grant.id, 1));
  store::audit::insert(tx, why, grant.account, grant.application);
}

void end_all(Tx& tx, store::grant::Whose whose, std::string_view why) {
  CHECK(whose.account.value != 0);
  // Codes first: one that is being exchanged at this moment leaves a grant, which is seen then.
  store::authorization::remove_unused(tx, whose);
  if (store::grant::revoke_some(tx, whose, INT32_MAX) > 0) {
    store::audit::insert(tx, why, whose.account, whose.application);
  }
}

End::Output End::operator()(Tx& tx, const Input& input) {
  store::grant::Whose whose;
  if (!input.client_id.empty()) {
    const auto application = find_application(tx, input.client_id);
    if (application == nullptr) {
      return Error{Errc::not_found,
                   "There is no application " + input.client_id + ". See 'usher app list'."};
    }
    whose.application = application->id;
  }
  if (!input.user_name.empty()) {
    const auto id = domain::account_of_user_name(input.user_name);
    if (!id || !store::account::find(tx, *id)) {
      return Error{Errc::not_found,
                   "There is no account " + input.user_name + ". An account's name looks like m1."};
    }
    whose.account = *id;
  }
  CHECK(whose.application.value != 0 || whose.account.value != 0);
  store::authorization::remove_unused(tx, whose);
  Ended out;
  out.grants = store::grant::revoke_some(tx, whose, kBite);
  out.more = out.grants == kBite;
  if (out.grants > 0) {
    store::audit::insert(tx, "access ended by staff", whose.account, whose.application);
  }
  return out;
}

MaySignIn::Output MaySignIn::operator()(Tx& tx, const Input& client) {
  const auto application = identify_client(tx, client);
  if (!application) return application.error();
  if (!(*application)->password_grant) {
    return Error{Errc::forbidden,
                 "This application may not use the password grant. Use the authorization code "
                 "grant."};
  }
  return (*application)->id;
}

SignIn::Output SignIn::operator()(Tx& tx, const Input& input) {
  const auto application = MaySignIn()(tx, input.client);
  if (!application) return application.error();
  const auto account = credential::enter(tx, input.proof);
  if (!account) return account.error();
  if (credential::must_choose(tx, *account)) {
    return not_granted(
        "The owner of this account has to sign in at its own page first and choose a password.");
  }
  store::password_grant_use::add(tx, *application);
  return begin(tx, tools_, account->id, *application).tokens;
}

Recognise::Output Recognise::operator()(Tx& tx, const Input& input) {
  const auto application = identify_client(tx, input.client);
  if (!application) return application.error();
  const auto grant = store::grant::find(tx, claimed_grant(input.token));
  if (!grant || !proved(keys_, *grant, input.token)) return bad_token();
  return {};
}

Identify::Output Identify::operator()(Tx& tx, const Input& client) {
  const auto application = identify_client(tx, client);
  if (!application) return application.error();
  return {};
}

std::vector<Refresh::Output> Refresh::operator()(Tx& tx, std::span<const Input> inputs) {
  std::vector<std::optional<Output>> answers(inputs.size());
  std::vector<domain::ApplicationId> asking(inputs.size());
  std::vector<GrantId> ids(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto application = identify_client(tx, inputs[i].client);
    if (!application) {
      answers[i] = application.error();
      continue;
    }
    asking[i] = (*application)->id;
    ids[i] = claimed_grant(inputs[i].token);
  }
  // One of each: what an earlier call of the batch has changed counts for the later ones.
  std::map<GrantId, Grant> grants;
  for (const auto& found : store::grant::lock(tx, ids)) {
    if (found) grants.emplace(found->id, *found);
  }
  std::set<GrantId> changed;
  std::vector<GrantId> revoked;
  std::vector<store::grant::NewToken> stored;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (answers[i]) continue;
    answers[i] = bad_token();
    const auto place = grants.find(ids[i]);
    if (place == grants.end() || place->second.application != asking[i]) continue;
    Grant& grant = place->second;
    const auto claim = proved(tools_.keys, grant, inputs[i].token);
    if (!claim) continue;
    const domain::Presented presented = domain::present(grant, claim->generation, tx.now());
    if (presented == domain::Presented::replayed) {
      grant.revoked_at = tx.now();
      revoked.push_back(grant.id);
      store::audit::insert(tx, "refresh token used again: access revoked", grant.account,
                           grant.application);
    } else if (presented == domain::Presented::too_often) {
      answers[i] = Error{Errc::too_many, "This token has been refreshed too often within a minute.",
                         static_cast<int>(kRefreshGraceSeconds.count())};
    } else if (presented != domain::Presented::unknown) {
      if (presented == domain::Presented::advanced) changed.insert(grant.id);
      answers[i] = issue(tx, tools_, grant, claim->generation + 1, stored);
    }
  }
  std::vector<Grant> advanced;
  for (const GrantId id : changed) advanced.push_back(grants.at(id));
  store::grant::advance(tx, advanced);
  store::grant::insert_tokens(tx, stored);
  store::grant::revoke(tx, revoked);
  std::vector<Output> out;
  out.reserve(answers.size());
  for (auto& answer : answers) out.push_back(std::move(*answer));
  return out;
}

Revoke::Output Revoke::operator()(Tx& tx, const Input& input) {
  const auto application = identify_client(tx, input.client);
  if (!application) return application.error();
  // Looked at before it is locked: anybody can name a grant.
  if (const auto found = store::grant::find(tx, claimed_grant(input.token))) {
    if (found->application == (*application)->id && proved(keys_, *found, input.token)) {
      store::grant::revoke(tx, std::span(&found->id, 1));
    }
    return {};
  }
  const std::string hash = sha256(input.token.reveal());
  const auto access = store::grant::find(tx, std::span(&hash, 1)).front();
  if (access && access->application == (*application)->id) store::grant::remove_token(tx, hash);
  return {};
}

std::vector<Introspect::Output> Introspect::operator()(Tx& tx, std::span<const Input> inputs) {
  std::vector<std::string> hashes;
  hashes.reserve(inputs.size());
  for (const Input& input : inputs) hashes.push_back(sha256(input.token.reveal()));
  const auto found = store::grant::find(tx, hashes);
  std::vector<Output> out;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    // Not for public clients, which anybody can be (RFC 7662, 2.1).
    const auto application = authenticate_client(tx, inputs[i].client);
    if (!application) {
      out.emplace_back(application.error());
    } else if (!found[i] || found[i]->application != (*application)->id ||
               found[i]->account_has_ended(tx.now())) {
      out.emplace_back(std::optional<Live>());
    } else {
      out.emplace_back(Live{(*application)->client_id, domain::user_name_of(found[i]->account),
                            found[i]->account, found[i]->expires_at});
    }
  }
  return out;
}

Result<store::grant::Access> authorize(store::ReadTx& tx, const Secret& token) {
  const std::string hash = sha256(token.reveal());
  const auto access = store::grant::find(tx, std::span(&hash, 1)).front();
  if (!access) {
    return Error{Errc::unauthorized,
                 "Authorization error: the access token is missing, expired or revoked."};
  }
  return *access;
}

}  // namespace usher::service::grant
