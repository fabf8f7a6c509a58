#include "store/provisioning/application.hpp"

#include "base/check.hpp"
#include "store/epoch.hpp"
#include "store/row_reader.hpp"
#include "store/sql_text.hpp"

namespace usher::store::application {
namespace {

using domain::Application;
using domain::ApplicationId;
using domain::ClientSecret;

constexpr SqlText kColumns{
    "id, client_id, name, contact, enabled, disabled_reason, plan_id, created_at, "
    "password_grant, public_client"};
constexpr Query kFindByClientId{
    joined<"SELECT ", kColumns, " FROM application WHERE client_id = $1">};
constexpr Query kFindById{joined<"SELECT ", kColumns, " FROM application WHERE id = $1">};
constexpr Query kList{
    joined<"SELECT ", kColumns, " FROM application WHERE id > $1 ORDER BY id LIMIT $2">};
constexpr Query kSecrets{
    "SELECT hash, created_at, expires_at FROM application_secret WHERE application_id = $1 ORDER "
    "BY id"};
constexpr Command kInsert{
    "INSERT INTO application (client_id, name, contact, enabled, disabled_reason, plan_id, "
    "created_at, password_grant, public_client) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id"};
constexpr Command kUpdate{
    "UPDATE application SET enabled = $1, disabled_reason = $2, plan_id = $3, password_grant = $4 "
    "WHERE id = $5"};
constexpr Query kRedirectUris{
    "SELECT uri FROM redirect_uri WHERE application_id = $1 ORDER BY uri"};
constexpr Command kRemoveRedirectUris{"DELETE FROM redirect_uri WHERE application_id = $1"};
constexpr Command kInsertRedirectUri{
    "INSERT INTO redirect_uri (application_id, uri) VALUES ($1, $2)"};
constexpr Command kRemoveSecrets{"DELETE FROM application_secret WHERE application_id = $1"};
constexpr Command kInsertSecret{
    "INSERT INTO application_secret (application_id, hash, created_at, expires_at) "
    "VALUES ($1, $2, $3, $4)"};

Application read(RowReader& in) {
  Application out;
  out.id = {in.integer()};
  out.client_id = in.text();
  out.name = in.text();
  out.contact = in.text();
  out.enabled = in.flag();
  out.disabled_reason = in.text();
  out.plan = {in.integer()};
  out.created_at = in.time();
  out.password_grant = in.flag();
  out.public_client = in.flag();
  return out;
}

/// Reads the redirect URIs and secrets from their tables.
void read_details(ReadTx& tx, Application& application) {
  tx.run(kRedirectUris, {number(application.id.value)},
         [&](const Row& row) { application.redirect_uris.emplace_back(RowReader(row).text()); });
  tx.run(kSecrets, {number(application.id.value)}, [&](const Row& row) {
    RowReader in(row);
    ClientSecret secret;
    secret.hash = in.text();
    secret.created_at = in.time();
    secret.ends = !in.next_is_null();
    secret.expires_at = in.time();
    application.secrets.push_back(std::move(secret));
  });
}

std::shared_ptr<const Application> load(auto& tx, const auto& statement, const Value& key) {
  std::shared_ptr<Application> found;
  tx.run(statement, {key}, [&](const Row& row) {
    RowReader in(row);
    found = std::make_shared<Application>(read(in));
  });
  if (found == nullptr) return nullptr;
  read_details(tx, *found);
  tx.cache().applications[found->client_id] = found;
  tx.cache().applications_by_id[found->id.value] = found;
  return found;
}

void insert_secrets(WriteTx& tx, ApplicationId id, const std::vector<ClientSecret>& secrets) {
  for (const ClientSecret& secret : secrets) {
    tx.run(kInsertSecret, {number(id.value), Bytes{secret.hash}, ms(secret.created_at),
                           secret.ends ? ms(secret.expires_at) : Value{}});
  }
}

void insert_redirect_uris(WriteTx& tx, ApplicationId id, const std::vector<std::string>& uris) {
  for (const std::string& uri : uris) tx.queue(kInsertRedirectUri, {number(id.value), text(uri)});
}

}  // namespace

std::shared_ptr<const Application> find(ReadTx& tx, std::string_view client_id) {
  const auto cached = tx.cache().applications.find(std::string(client_id));
  if (cached != tx.cache().applications.end()) return cached->second;
  return load(tx, kFindByClientId, client_id);
}

std::shared_ptr<const Application> get(ReadTx& tx, ApplicationId id) {
  const auto cached = tx.cache().applications_by_id.find(id.value);
  if (cached != tx.cache().applications_by_id.end()) return cached->second;
  return load(tx, kFindById, id.value);
}

std::vector<Application> list(ReadTx& tx, ApplicationId after, int limit) {
  std::vector<Application> out = read_all(tx, kList, {number(after.value), number(limit)}, read);
  for (Application& application : out) read_details(tx, application);
  return out;
}

ApplicationId insert(WriteTx& tx, const Application& application) {
  const ApplicationId id{
      read_integer(tx, kInsert,
                   {text(application.client_id), text(application.name), text(application.contact),
                    flag(application.enabled), text(application.disabled_reason),
                    number(application.plan.value), ms(application.created_at),
                    flag(application.password_grant), flag(application.public_client)})};
  CHECK(id.value > 0);
  insert_secrets(tx, id, application.secrets);
  insert_redirect_uris(tx, id, application.redirect_uris);
  epoch::bump(tx);
  return id;
}

void update(WriteTx& tx, const Application& application) {
  tx.run(kUpdate, {flag(application.enabled), text(application.disabled_reason),
                   number(application.plan.value), flag(application.password_grant),
                   number(application.id.value)});
  tx.queue(kRemoveRedirectUris, {number(application.id.value)});
  insert_redirect_uris(tx, application.id, application.redirect_uris);
  epoch::bump(tx);
}

void replace_secrets(WriteTx& tx, const Application& application) {
  tx.run(kRemoveSecrets, {number(application.id.value)});
  insert_secrets(tx, application.id, application.secrets);
  epoch::bump(tx);
}

}  // namespace usher::store::application
