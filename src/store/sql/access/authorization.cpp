#include "store/access/authorization.hpp"

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
#define USHER_CODE_COLUMNS \
  "application_id, account_id, redirect_uri, code_challenge, secret_proved, expires_at, grant_id "
constexpr Query kFind{"SELECT " USHER_CODE_COLUMNS "FROM authorization_code WHERE hash = $1"};
constexpr Command kLock{"SELECT " USHER_CODE_COLUMNS
                        "FROM authorization_code WHERE hash = $1 {for_update}"};
#undef USHER_CODE_COLUMNS
constexpr Command kSetGrant{"UPDATE authorization_code SET grant_id = $1 WHERE hash = $2"};

/// Maximum lifetime of an access token: a second use of the code can still revoke it.
constexpr Duration kRetention = std::chrono::hours(24);

std::optional<AuthorizationCode> read_code(auto& tx, const auto& statement, std::string_view hash) {
  std::optional<AuthorizationCode> out;
  tx.run(statement, {Bytes{hash}}, [&](const Row& row) {
    AuthorizationCode code;
    code.hash = hash;
    code.application = {row.integer(0)};
    code.account = {row.integer(1)};
    code.redirect_uri = row.text(2);
    code.code_challenge = row.text(3);
    code.secret_proved = row.integer(4) != 0;
    code.expires_at = from_ms(row.integer(5));
    if (!row.is_null(6)) code.grant = domain::GrantId{row.integer(6)};
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
