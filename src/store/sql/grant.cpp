#include "store/grant.hpp"

#include <unordered_map>

#include "base/check.hpp"

namespace usher::store::grant {
namespace {

using domain::Grant;
using domain::GrantId;

constexpr Statement kInsert{
    "INSERT INTO access_grant (account_id, application_id, key_id, generation, recent_uses, "
    "made_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"};
// In one order, so that two nodes never wait for each other crosswise.
constexpr Statement kTake{
    "SELECT g.id, g.account_id, g.application_id, g.key_id, g.generation, g.recent_uses, "
    "g.made_at, g.ends_at, g.revoked_at FROM {batch id:int} JOIN access_grant g ON g.id = batch.id "
    "ORDER BY g.id {for_update}"};
constexpr Statement kAdvance{
    "UPDATE access_grant SET generation = batch.generation, recent_uses = batch.recent_uses, "
    "ends_at = batch.ends_at FROM "
    "{batch id:int generation:int recent_uses:text ends_at:int} WHERE access_grant.id = batch.id"};
constexpr Statement kRevoke{
    "UPDATE access_grant SET revoked_at = batch.at FROM {batch id:int at:int} "
    "WHERE access_grant.id = batch.id AND revoked_at IS NULL"};
constexpr Statement kInsertTokens{
    "INSERT INTO access_token (hash, grant_id, ends_at) SELECT hash, grant_id, ends_at FROM "
    "{batch hash:bytes grant_id:int ends_at:int}"};
// Never more than come in, so that no transaction is long.
constexpr Statement kSweepTokens{
    "DELETE FROM access_token WHERE hash IN "
    "(SELECT hash FROM access_token WHERE ends_at <= $1 ORDER BY ends_at LIMIT $2 {skip_locked})"};
constexpr Statement kRemoveToken{"DELETE FROM access_token WHERE hash = $1"};
constexpr Statement kFind{
    "SELECT t.hash, g.id, g.account_id, g.application_id, t.ends_at FROM {batch hash:bytes} "
    "JOIN access_token t ON t.hash = batch.hash JOIN access_grant g ON g.id = t.grant_id "
    "WHERE t.ends_at > {now} AND g.revoked_at IS NULL"};
constexpr Statement kAudit{
    "INSERT INTO audit (at, what, account_id, application_id) VALUES ($1, $2, $3, $4)"};

}  // namespace

GrantId insert(Tx& tx, const Grant& grant) {
  GrantId id;
  tx.run(kInsert,
         {number(grant.account.value), number(grant.application.value), text(grant.key_id),
          number(grant.generation), text(domain::recent_uses_text(grant)), ms(grant.made_at),
          ms(grant.ends_at)},
         [&](const Row& row) { id = {row.integer(0)}; });
  CHECK(id.value > 0);
  return id;
}

std::vector<std::optional<Grant>> take(Tx& tx, std::span<const GrantId> ids) {
  std::vector<std::optional<Grant>> out(ids.size());
  Batch batch(1);
  std::unordered_multimap<std::int64_t, std::size_t> places;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!places.contains(ids[i].value)) batch.add({number(ids[i].value)});
    places.emplace(ids[i].value, i);
  }
  if (batch.empty()) return out;
  tx.run(kTake, batch, {}, [&](const Row& row) {
    Grant grant;
    grant.id = {row.integer(0)};
    grant.account = {row.integer(1)};
    grant.application = {row.integer(2)};
    grant.key_id = row.text(3);
    grant.generation = row.integer(4);
    grant.recent_uses = domain::read_recent_uses(row.text(5));
    grant.made_at = from_ms(row.integer(6));
    grant.ends_at = from_ms(row.integer(7));
    if (!row.is_null(8)) grant.revoked_at = from_ms(row.integer(8));
    const auto [first, last] = places.equal_range(grant.id.value);
    for (auto place = first; place != last; ++place) out[place->second] = grant;
  });
  return out;
}

void advance(Tx& tx, std::span<const Grant> grants) {
  std::vector<std::string> uses;
  uses.reserve(grants.size());
  Batch batch(4);
  for (const Grant& grant : grants) {
    uses.push_back(domain::recent_uses_text(grant));
    batch.add(
        {number(grant.id.value), number(grant.generation), text(uses.back()), ms(grant.ends_at)});
  }
  tx.queue(kAdvance, batch);
}

void revoke(Tx& tx, std::span<const GrantId> ids) {
  Batch batch(2);
  for (const GrantId id : ids) batch.add({number(id.value), ms(tx.now())});
  tx.queue(kRevoke, batch);
}

void insert_tokens(Tx& tx, std::span<const NewToken> tokens) {
  if (tokens.empty()) return;
  Batch batch(3);
  for (const NewToken& token : tokens) {
    batch.add({Bytes{token.hash}, number(token.grant.value), ms(token.ends_at)});
  }
  tx.queue(kSweepTokens, {ms(tx.now()), number(static_cast<std::int64_t>(2 * tokens.size()))});
  tx.queue(kInsertTokens, batch);
}

void remove_token(Tx& tx, std::string_view hash) { tx.queue(kRemoveToken, {Bytes{hash}}); }

std::vector<std::optional<Access>> find(Tx& tx, std::span<const std::string> hashes) {
  std::vector<std::optional<Access>> out(hashes.size());
  Batch batch(1);
  std::unordered_multimap<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (!places.contains(hashes[i])) batch.add({Bytes{hashes[i]}});
    places.emplace(hashes[i], i);
  }
  if (batch.empty()) return out;
  tx.run(kFind, batch, {}, [&](const Row& row) {
    const Access access{
        {row.integer(1)}, {row.integer(2)}, {row.integer(3)}, from_ms(row.integer(4))};
    const auto [first, last] = places.equal_range(row.text(0));
    for (auto place = first; place != last; ++place) out[place->second] = access;
  });
  return out;
}

void audit(Tx& tx, std::string_view what, domain::AccountId account,
           domain::ApplicationId application) {
  tx.queue(kAudit, {ms(tx.now()), text(what), number(account.value), number(application.value)});
}

}  // namespace usher::store::grant
