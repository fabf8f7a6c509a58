#include "store/provisioning/account.hpp"

#include <unordered_map>

#include "base/check.hpp"

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
#define USHER_ACCOUNT_COLUMNS                                                             \
  "c.activation_id, c.id, c.plan_id, c.address, c.name, c.company, c.phone, c.language, " \
  "c.is_usa, c.nonce, c.key_id, c.password_hash, c.created_at, c.expires_at, "            \
  "c.credentials_reissued_at, "                                                           \
  "c.password_chosen_at "

constexpr Query kOf{
    "SELECT " USHER_ACCOUNT_COLUMNS
    "FROM {batch activation_id:int} JOIN account c ON c.activation_id = batch.activation_id"};
constexpr Query kFind{"SELECT " USHER_ACCOUNT_COLUMNS "FROM account c WHERE c.id = $1"};
constexpr Command kLock{"SELECT " USHER_ACCOUNT_COLUMNS
                        "FROM account c WHERE c.id = $1 {for_update}"};
constexpr Query kOfAddress{"SELECT " USHER_ACCOUNT_COLUMNS
                           "FROM account c WHERE c.address = $1 ORDER BY c.id DESC LIMIT $2"};
#undef USHER_ACCOUNT_COLUMNS

constexpr Command kErase{
    "UPDATE account SET nonce = NULL WHERE activation_id IN "
    "(SELECT id FROM {batch id:int})"};
constexpr Command kRenew{
    "UPDATE account SET nonce = $1, key_id = $2, password_hash = $3, address = $4, "
    "credentials_reissued_at = $5 WHERE id = $6"};
constexpr Command kMoveTo{"UPDATE account SET address = $1 WHERE id = $2"};
constexpr Command kSetPassword{
    "UPDATE account SET password_hash = $1, password_chosen_at = $2 WHERE id = $3"};

Account read(const Row& row) {
  Account out;
  out.activation = {row.integer(0)};
  out.id = {row.integer(1)};
  out.plan = {row.integer(2)};
  out.address = row.text(3);
  out.name = row.text(4);
  out.company = row.text(5);
  out.phone = row.text(6);
  out.language = domain::language_of(row.text(7)).value_or(domain::Language::en);
  out.is_usa = row.integer(8) != 0;
  out.nonce = row.text(9);
  out.key_id = row.text(10);
  out.password_hash = row.text(11);
  out.created_at = from_ms(row.integer(12));
  if (!row.is_null(13)) out.expires_at = from_ms(row.integer(13));
  if (!row.is_null(14)) out.credentials_reissued_at = from_ms(row.integer(14));
  if (!row.is_null(15)) out.password_chosen_at = from_ms(row.integer(15));
  return out;
}

std::optional<Account> one(auto& tx, const auto& statement, AccountId id) {
  std::optional<Account> out;
  tx.run(statement, {number(id.value)}, [&](const Row& row) { out = read(row); });
  return out;
}

}  // namespace

std::vector<AccountId> insert(WriteTx& tx, std::span<const Account> accounts) {
  std::vector<AccountId> out(accounts.size());
  if (accounts.empty()) return out;
  Batch batch(13);
  std::unordered_map<std::int64_t, std::size_t> places;
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    const Account& a = accounts[i];
    places.emplace(a.activation.value, i);
    batch.add({number(a.activation.value), number(a.plan.value), text(a.address), text(a.name),
               text(a.company), text(a.phone), text(domain::code_of(a.language)), flag(a.is_usa),
               Bytes{a.nonce}, text(a.key_id), Bytes{a.password_hash}, ms(a.created_at),
               a.expires_at ? ms(*a.expires_at) : Value{}});
  }
  tx.run(kInsert, batch, {},
         [&](const Row& row) { out[places.at(row.integer(1))] = AccountId{row.integer(0)}; });
  return out;
}

std::vector<std::optional<Account>> find_by_activation(ReadTx& tx,
                                                       std::span<const ActivationId> activations) {
  std::vector<std::optional<Account>> out(activations.size());
  if (activations.empty()) return out;
  Batch batch(1);
  std::unordered_map<std::int64_t, std::size_t> places;
  for (std::size_t i = 0; i < activations.size(); ++i) {
    batch.add({number(activations[i].value)});
    CHECK(places.emplace(activations[i].value, i).second);
  }
  tx.run(kOf, batch, {}, [&](const Row& row) { out[places.at(row.integer(0))] = read(row); });
  return out;
}

std::optional<Account> find(ReadTx& tx, AccountId id) { return one(tx, kFind, id); }

std::optional<Account> lock(WriteTx& tx, AccountId id) { return one(tx, kLock, id); }

std::vector<Account> find_by_address(ReadTx& tx, std::string_view address, std::int64_t most) {
  std::vector<Account> out;
  tx.run(kOfAddress, {text(address), number(most)},
         [&](const Row& row) { out.push_back(read(row)); });
  return out;
}

void erase_nonces(WriteTx& tx, std::span<const ActivationId> activations) {
  Batch batch(1);
  for (const ActivationId activation : activations) batch.add({number(activation.value)});
  tx.queue(kErase, batch);
}

void update_credentials(WriteTx& tx, const Account& account) {
  tx.queue(kRenew,
           {Bytes{account.nonce}, text(account.key_id), Bytes{account.password_hash},
            text(account.address),
            account.credentials_reissued_at ? ms(*account.credentials_reissued_at) : Value{},
            number(account.id.value)});
}

void update_address(WriteTx& tx, const Account& account) {
  tx.queue(kMoveTo, {text(account.address), number(account.id.value)});
}

void set_password(WriteTx& tx, const Account& account) {
  tx.queue(kSetPassword, {Bytes{account.password_hash}, ms(*account.password_chosen_at),
                          number(account.id.value)});
}

}  // namespace usher::store::account
