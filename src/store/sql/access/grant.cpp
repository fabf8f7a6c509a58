#include "store/access/grant.hpp"

#include <unordered_map>

#include "base/check.hpp"
#include "store/row_reader.hpp"
#include "store/sql_text.hpp"

namespace usher::store::grant {
namespace {

using domain::Grant;
using domain::GrantId;

constexpr Command kInsert{
    "INSERT INTO access_grant (account_id, application_id, key_id, generation, recent_uses, "
    "created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id"};
constexpr SqlText kColumns{
    "g.id, g.account_id, g.application_id, g.key_id, g.generation, g.recent_uses, g.created_at, "
    "g.expires_at, g.revoked_at, (SELECT c.expires_at FROM account c WHERE c.id = g.account_id) "};

// The rows are ordered, so that two nodes never deadlock.
constexpr Command kLock{
    joined<"SELECT ", kColumns,
           "FROM {batch id:int} JOIN access_grant g ON g.id = batch.id ORDER BY g.id "
           "{for_update_of g}">};
constexpr Query kFindGrant{joined<"SELECT ", kColumns, "FROM access_grant g WHERE g.id = $1">};
constexpr Command kAdvance{
    "UPDATE access_grant SET generation = batch.generation, recent_uses = batch.recent_uses, "
    "expires_at = batch.expires_at FROM "
    "{batch id:int generation:int recent_uses:text expires_at:int} WHERE access_grant.id = "
    "batch.id"};
constexpr Command kRevoke{
    "UPDATE access_grant SET revoked_at = batch.at, expires_at = batch.at FROM {batch id:int "
    "at:int} "
    "WHERE access_grant.id = batch.id AND revoked_at IS NULL"};
// The rows are ordered like those of kLock. MATERIALIZED prevents that the planner runs the
// subquery for each row.
constexpr Command kRevokeOfAccount{
    "WITH live AS MATERIALIZED (SELECT id FROM access_grant WHERE account_id = $1 "
    "AND (application_id = $2 OR $2 = 0) AND revoked_at IS NULL ORDER BY id LIMIT $3 {for_update}) "
    "UPDATE access_grant SET revoked_at = $4, expires_at = $4 WHERE id IN (SELECT id FROM live)"};
constexpr Command kRevokeOfApplication{
    "WITH live AS MATERIALIZED (SELECT id FROM access_grant WHERE application_id = $1 "
    "AND revoked_at IS NULL ORDER BY id LIMIT $2 {for_update}) "
    "UPDATE access_grant SET revoked_at = $3, expires_at = $3 WHERE id IN (SELECT id FROM live)"};
constexpr Query kListApplications{
    "SELECT a.id, a.name, a.contact, min(g.created_at) FROM access_grant g "
    "JOIN application a ON a.id = g.application_id "
    "WHERE g.account_id = $1 AND g.revoked_at IS NULL AND g.expires_at > {now} "
    "GROUP BY a.id, a.name, a.contact ORDER BY a.id DESC LIMIT $2"};
constexpr Command kInsertTokens{
    "INSERT INTO access_token (hash, grant_id, expires_at) SELECT hash, grant_id, expires_at FROM "
    "{batch hash:bytes grant_id:int expires_at:int}"};
// The limit is the size of an insert, so that no transaction is long.
constexpr Command kSweepTokens{
    "WITH old AS MATERIALIZED "
    "(SELECT hash FROM access_token WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 "
    "{skip_locked}) "
    "DELETE FROM access_token WHERE hash IN (SELECT hash FROM old)"};
// The last grant is kept, because SQLite would reuse its id, which refresh tokens contain.
constexpr Command kSweep{
    "WITH old AS MATERIALIZED "
    "(SELECT id FROM access_grant WHERE expires_at <= $1 AND id < (SELECT max(id) FROM "
    "access_grant) "
    "ORDER BY expires_at LIMIT 2 {skip_locked}) "
    "DELETE FROM access_grant WHERE id IN (SELECT id FROM old)"};
constexpr Command kRemoveToken{"DELETE FROM access_token WHERE hash = $1"};
constexpr Query kFindTokens{
    "SELECT t.hash, g.id, g.account_id, g.application_id, t.expires_at, c.expires_at "
    "FROM {batch hash:bytes} JOIN access_token t ON t.hash = batch.hash "
    "JOIN access_grant g ON g.id = t.grant_id JOIN account c ON c.id = g.account_id "
    "WHERE t.expires_at > {now} AND g.revoked_at IS NULL"};

/// Time for which grants are kept: more than the maximum lifetime of their access tokens.
constexpr Duration kRetention = std::chrono::hours(25);

Grant read_grant(RowReader& in) {
  Grant grant;
  grant.id = {in.integer()};
  grant.account = {in.integer()};
  grant.application = {in.integer()};
  grant.key_id = in.text();
  grant.generation = in.integer();
  grant.recent_uses = domain::read_recent_uses(in.text());
  grant.created_at = in.time();
  grant.expires_at = in.time();
  grant.revoked_at = in.optional_time();
  grant.account_expires_at = in.optional_time();
  return grant;
}

}  // namespace

GrantId insert(WriteTx& tx, const Grant& grant) {
  GrantId id;
  tx.queue(kSweep, {ms(tx.now() - kRetention)});
  tx.run(kInsert,
         {number(grant.account.value), number(grant.application.value), text(grant.key_id),
          number(grant.generation), text(domain::recent_uses_text(grant)), ms(grant.created_at),
          ms(grant.expires_at)},
         [&](const Row& row) { id = {RowReader(row).integer()}; });
  CHECK(id.value > 0);
  return id;
}

std::optional<Grant> find(ReadTx& tx, GrantId id) {
  return read_optional(tx, kFindGrant, {number(id.value)}, read_grant);
}

std::vector<std::optional<Grant>> lock(WriteTx& tx, std::span<const GrantId> ids) {
  std::vector<std::optional<Grant>> out(ids.size());
  Batch batch(1);
  std::unordered_multimap<std::int64_t, std::size_t> positions;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!positions.contains(ids[i].value)) batch.add({number(ids[i].value)});
    positions.emplace(ids[i].value, i);
  }
  if (batch.empty()) return out;
  tx.run(kLock, batch, {}, [&](const Row& row) {
    RowReader in(row);
    const Grant grant = read_grant(in);
    const auto [first, last] = positions.equal_range(grant.id.value);
    for (auto position = first; position != last; ++position) out[position->second] = grant;
  });
  return out;
}

void advance(WriteTx& tx, std::span<const Grant> grants) {
  std::vector<std::string> uses;
  uses.reserve(grants.size());
  Batch batch(4);
  for (const Grant& grant : grants) {
    uses.push_back(domain::recent_uses_text(grant));
    batch.add({number(grant.id.value), number(grant.generation), text(uses.back()),
               ms(grant.expires_at)});
  }
  tx.queue(kAdvance, batch);
}

void revoke(WriteTx& tx, std::span<const GrantId> ids) {
  Batch batch(2);
  for (const GrantId id : ids) batch.add({number(id.value), ms(tx.now())});
  tx.queue(kRevoke, batch);
}

std::int64_t revoke_some(WriteTx& tx, const GrantScope& scope, std::int64_t limit) {
  if (scope.account.value == 0) {
    return tx.run(kRevokeOfApplication,
                  {number(scope.application.value), number(limit), ms(tx.now())});
  }
  return tx.run(kRevokeOfAccount, {number(scope.account.value), number(scope.application.value),
                                   number(limit), ms(tx.now())});
}

std::vector<AuthorizedApplication> list_applications(ReadTx& tx, domain::AccountId account,
                                                     std::int64_t limit) {
  std::vector<AuthorizedApplication> out;
  tx.run(kListApplications, {number(account.value), number(limit)}, [&](const Row& row) {
    RowReader in(row);
    out.push_back({{in.integer()}, in.string(), in.string(), in.time()});
  });
  return out;
}

void insert_tokens(WriteTx& tx, std::span<const NewToken> tokens) {
  if (tokens.empty()) return;
  Batch batch(3);
  for (const NewToken& token : tokens) {
    batch.add({Bytes{token.hash}, number(token.grant.value), ms(token.expires_at)});
  }
  tx.queue(kSweepTokens, {ms(tx.now()), number(static_cast<std::int64_t>(2 * tokens.size()))});
  tx.queue(kInsertTokens, batch);
}

void remove_token(WriteTx& tx, std::string_view hash) { tx.queue(kRemoveToken, {Bytes{hash}}); }

std::vector<std::optional<AccessToken>> find_tokens(ReadTx& tx,
                                                    std::span<const std::string> hashes) {
  std::vector<std::optional<AccessToken>> out(hashes.size());
  Batch batch(1);
  std::unordered_multimap<std::string_view, std::size_t> positions;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (!positions.contains(hashes[i])) batch.add({Bytes{hashes[i]}});
    positions.emplace(hashes[i], i);
  }
  if (batch.empty()) return out;
  tx.run(kFindTokens, batch, {}, [&](const Row& row) {
    RowReader in(row);
    const auto [first, last] = positions.equal_range(in.text());
    const AccessToken token{
        {in.integer()}, {in.integer()}, {in.integer()}, in.time(), in.optional_time()};
    for (auto position = first; position != last; ++position) out[position->second] = token;
  });
  return out;
}

}  // namespace usher::store::grant
