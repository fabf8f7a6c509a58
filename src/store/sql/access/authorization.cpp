#include "store/access/authorization.hpp"

#include "store/row_reader.hpp"
#include "store/sql_text.hpp"

namespace usher::store::authorization {
namespace {

using domain::AuthorizationCode;

constexpr Command kInsert{
    "INSERT INTO authorization_code (hash, application_id, account_id, redirect_uri, "
    "code_challenge, secret_proved, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)"};
constexpr Command kSweep{
    "WITH old AS MATERIALIZED (SELECT hash FROM authorization_code "
    "WHERE expires_at <= $1 ORDER BY expires_at LIMIT 5 {skip_locked}) "
    "DELETE FROM authorization_code WHERE hash IN (SELECT hash FROM old)"};
constexpr Command kRemoveUnusedOfAccount{
    "DELETE FROM authorization_code WHERE account_id = $1 AND (application_id = $2 OR $2 = 0) "
    "AND grant_id IS NULL"};
constexpr Command kRemoveUnusedOfApplication{
    "DELETE FROM authorization_code WHERE application_id = $1 AND grant_id IS NULL"};
constexpr SqlText kSelect{
    "SELECT application_id, account_id, redirect_uri, code_challenge, secret_proved, expires_at, "
    "grant_id FROM authorization_code WHERE hash = $1"};
constexpr Query kFind{joined<kSelect>};
constexpr Command kLock{joined<kSelect, " {for_update}">};
constexpr Command kSetGrant{"UPDATE authorization_code SET grant_id = $1 WHERE hash = $2"};

/// Time for which codes are kept: the maximum lifetime of an access token, which reuse of the code
/// revokes.
constexpr Duration kRetention = std::chrono::hours(24);

std::optional<AuthorizationCode> read_code(auto& tx, const auto& statement, std::string_view hash) {
  std::optional<AuthorizationCode> out;
  tx.run(statement, {Bytes{hash}}, [&](const Row& row) {
    RowReader in(row);
    AuthorizationCode code;
    code.hash = hash;
    code.application = {in.integer()};
    code.account = {in.integer()};
    code.redirect_uri = in.text();
    code.code_challenge = in.text();
    code.secret_proved = in.flag();
    code.expires_at = in.time();
    if (!in.next_is_null()) code.grant = domain::GrantId{in.integer()};
    out = std::move(code);
  });
  return out;
}

}  // namespace

void insert(WriteTx& tx, const AuthorizationCode& code) {
  tx.queue(kSweep, {ms(tx.now() - kRetention)});
  tx.queue(kInsert, {Bytes{code.hash}, number(code.application.value), number(code.account.value),
                     text(code.redirect_uri), text(code.code_challenge), flag(code.secret_proved),
                     ms(code.expires_at)});
}

std::optional<AuthorizationCode> find(ReadTx& tx, std::string_view hash) {
  return read_code(tx, kFind, hash);
}

std::optional<AuthorizationCode> lock(WriteTx& tx, std::string_view hash) {
  return read_code(tx, kLock, hash);
}

void remove_unused(WriteTx& tx, const grant::GrantScope& scope) {
  if (scope.account.value == 0) {
    tx.queue(kRemoveUnusedOfApplication, {number(scope.application.value)});
  } else {
    tx.queue(kRemoveUnusedOfAccount,
             {number(scope.account.value), number(scope.application.value)});
  }
}

void set_grant(WriteTx& tx, std::string_view hash, domain::GrantId grant) {
  tx.queue(kSetGrant, {number(grant.value), Bytes{hash}});
}

}  // namespace usher::store::authorization
