#include "store/provisioning/account.hpp"

#include <unordered_map>

#include "base/check.hpp"
#include "store/row_reader.hpp"
#include "store/sql_text.hpp"

namespace usher::store::account {
namespace {

using domain::Account;
using domain::AccountId;
using domain::ActivationId;

constexpr Command kInsert{
    "INSERT INTO account (activation_id, plan_id, address, name, company, phone, language, is_usa, "
    "nonce, key_id, password_hash, created_at, expires_at) "
    "SELECT activation_id, plan_id, address, name, company, phone, language, is_usa, nonce, "
    "key_id, "
    "password_hash, created_at, expires_at FROM "
    "{batch activation_id:int plan_id:int address:text name:text company:text phone:text "
    "language:text is_usa:int nonce:bytes key_id:text password_hash:bytes created_at:int "
    "expires_at:int} "
    "WHERE true RETURNING id, activation_id"};
constexpr SqlText kColumns{
    "c.activation_id, c.id, c.plan_id, c.address, c.name, c.company, c.phone, c.language, "
    "c.is_usa, c.nonce, c.key_id, c.password_hash, c.created_at, c.expires_at, "
    "c.credentials_reissued_at, c.password_chosen_at, c.credentials_used_at "};

constexpr Query kFindByActivation{
    joined<"SELECT ", kColumns,
           "FROM {batch activation_id:int} JOIN account c ON c.activation_id = "
           "batch.activation_id">};
constexpr Query kFind{joined<"SELECT ", kColumns, "FROM account c WHERE c.id = $1">};
constexpr Command kLock{joined<"SELECT ", kColumns, "FROM account c WHERE c.id = $1 {for_update}">};
constexpr Query kFindByAddress{
    joined<"SELECT ", kColumns, "FROM account c WHERE c.address = $1 ORDER BY c.id DESC LIMIT $2">};

constexpr Command kEraseNonces{
    "UPDATE account SET nonce = NULL WHERE activation_id IN "
    "(SELECT id FROM {batch id:int})"};
constexpr Command kUpdateCredentials{
    "UPDATE account SET nonce = $1, key_id = $2, password_hash = $3, address = $4, "
    "credentials_reissued_at = $5, credentials_used_at = NULL WHERE id = $6"};
constexpr Command kNoteSignIn{
    "UPDATE account SET credentials_used_at = $1 WHERE id = $2 AND credentials_used_at IS NULL"};
constexpr Command kUpdateAddress{"UPDATE account SET address = $1 WHERE id = $2"};
constexpr Command kSetPassword{
    "UPDATE account SET password_hash = $1, password_chosen_at = $2 WHERE id = $3"};

Account read(RowReader& in) {
  Account out;
  out.activation = {in.integer()};
  out.id = {in.integer()};
  out.plan = {in.integer()};
  out.address = in.text();
  out.name = in.text();
  out.company = in.text();
  out.phone = in.text();
  out.language = domain::language_of(in.text()).value_or(domain::Language::en);
  out.is_usa = in.flag();
  out.nonce = in.text();
  out.key_id = in.text();
  out.password_hash = in.text();
  out.created_at = in.time();
  out.expires_at = in.optional_time();
  out.credentials_reissued_at = in.optional_time();
  out.password_chosen_at = in.optional_time();
  out.credentials_used_at = in.optional_time();
  return out;
}

}  // namespace

std::vector<AccountId> insert(WriteTx& tx, std::span<const Account> accounts) {
  std::vector<AccountId> out(accounts.size());
  if (accounts.empty()) return out;
  Batch batch(13);
  std::unordered_map<std::int64_t, std::size_t> positions;
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    const Account& a = accounts[i];
    positions.emplace(a.activation.value, i);
    batch.add({number(a.activation.value), number(a.plan.value), text(a.address), text(a.name),
               text(a.company), text(a.phone), text(domain::code_of(a.language)), flag(a.is_usa),
               Bytes{a.nonce}, text(a.key_id), Bytes{a.password_hash}, ms(a.created_at),
               a.expires_at ? ms(*a.expires_at) : Value{}});
  }
  tx.run(kInsert, batch, {}, [&](const Row& row) {
    RowReader in(row);
    const AccountId id{in.integer()};
    out[positions.at(in.integer())] = id;
  });
  return out;
}

std::vector<std::optional<Account>> find_by_activation(ReadTx& tx,
                                                       std::span<const ActivationId> activations) {
  std::vector<std::optional<Account>> out(activations.size());
  if (activations.empty()) return out;
  Batch batch(1);
  std::unordered_map<std::int64_t, std::size_t> positions;
  for (std::size_t i = 0; i < activations.size(); ++i) {
    batch.add({number(activations[i].value)});
    CHECK(positions.emplace(activations[i].value, i).second);
  }
  tx.run(kFindByActivation, batch, {}, [&](const Row& row) {
    RowReader in(row);
    Account account = read(in);
    out[positions.at(account.activation.value)] = std::move(account);
  });
  return out;
}

std::optional<Account> find(ReadTx& tx, AccountId id) {
  return read_optional(tx, kFind, {number(id.value)}, read);
}

std::optional<Account> lock(WriteTx& tx, AccountId id) {
  return read_optional(tx, kLock, {number(id.value)}, read);
}

std::vector<Account> find_by_address(ReadTx& tx, std::string_view address, std::int64_t limit) {
  return read_all(tx, kFindByAddress, {text(address), number(limit)}, read);
}

void erase_nonces(WriteTx& tx, std::span<const ActivationId> activations) {
  Batch batch(1);
  for (const ActivationId activation : activations) batch.add({number(activation.value)});
  tx.queue(kEraseNonces, batch);
}

void update_credentials(WriteTx& tx, const Account& account) {
  tx.queue(kUpdateCredentials,
           {Bytes{account.nonce}, text(account.key_id), Bytes{account.password_hash},
            text(account.address),
            account.credentials_reissued_at ? ms(*account.credentials_reissued_at) : Value{},
            number(account.id.value)});
}

void note_sign_in(WriteTx& tx, AccountId id) {
  tx.queue(kNoteSignIn, {ms(tx.now()), number(id.value)});
}

void update_address(WriteTx& tx, const Account& account) {
  tx.queue(kUpdateAddress, {text(account.address), number(account.id.value)});
}

void set_password(WriteTx& tx, const Account& account) {
  tx.queue(kSetPassword, {Bytes{account.password_hash}, ms(*account.password_chosen_at),
                          number(account.id.value)});
}

}  // namespace usher::store::account
