#include "store/provisioning/application.hpp"

#include "base/check.hpp"
#include "store/epoch.hpp"

namespace usher::store::application {
namespace {

using domain::Application;
using domain::ApplicationId;
using domain::ClientSecret;

constexpr Query kByClientId{
    "SELECT id, client_id, name, contact, enabled, disabled_reason, plan_id, created_at, "
    "password_grant, public_client FROM application WHERE client_id = $1"};
constexpr Query kById{
    "SELECT id, client_id, name, contact, enabled, disabled_reason, plan_id, created_at, "
    "password_grant, public_client FROM application WHERE id = $1"};
constexpr Query kList{
    "SELECT id, client_id, name, contact, enabled, disabled_reason, plan_id, created_at, "
    "password_grant, public_client FROM application WHERE id > $1 ORDER BY id LIMIT $2"};
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
constexpr Command kDropRedirectUris{"DELETE FROM redirect_uri WHERE application_id = $1"};
constexpr Command kInsertRedirectUri{
    "INSERT INTO redirect_uri (application_id, uri) VALUES ($1, $2)"};
constexpr Command kDropSecrets{"DELETE FROM application_secret WHERE application_id = $1"};
constexpr Command kInsertSecret{
    "INSERT INTO application_secret (application_id, hash, created_at, expires_at) "
    "VALUES ($1, $2, $3, $4)"};

Application read(const Row& row) {
  Application out;
  out.id = {row.integer(0)};
  out.client_id = row.text(1);
  out.name = row.text(2);
  out.contact = row.text(3);
  out.enabled = row.integer(4) != 0;
  out.disabled_reason = row.text(5);
  out.plan = {row.integer(6)};
  out.created_at = from_ms(row.integer(7));
  out.password_grant = row.integer(8) != 0;
  out.public_client = row.integer(9) != 0;
  return out;
}

/// What stands in tables of its own.
void add_details(ReadTx& tx, Application& application) {
  tx.run(kRedirectUris, {number(application.id.value)},
         [&](const Row& row) { application.redirect_uris.emplace_back(row.text(0)); });
  tx.run(kSecrets, {number(application.id.value)}, [&](const Row& row) {
    ClientSecret secret;
    secret.hash = row.text(0);
    secret.created_at = from_ms(row.integer(1));
    secret.ends = !row.is_null(2);
    secret.expires_at = from_ms(row.integer(2));
    application.secrets.push_back(std::move(secret));
  });
}

std::shared_ptr<const Application> load(auto& tx, const auto& statement, const Value& key) {
  std::shared_ptr<Application> found;
  tx.run(statement, {key},
         [&](const Row& row) { found = std::make_shared<Application>(read(row)); });
  if (found == nullptr) return nullptr;
  add_details(tx, *found);
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
  return load(tx, kByClientId, client_id);
}

std::shared_ptr<const Application> get(ReadTx& tx, ApplicationId id) {
  const auto cached = tx.cache().applications_by_id.find(id.value);
  if (cached != tx.cache().applications_by_id.end()) return cached->second;
  return load(tx, kById, id.value);
}

std::vector<Application> list(ReadTx& tx, ApplicationId after, int limit) {
  std::vector<Application> out;
  tx.run(kList, {number(after.value), number(limit)},
         [&](const Row& row) { out.push_back(read(row)); });
  for (Application& application : out) add_details(tx, application);
  return out;
}

ApplicationId insert(WriteTx& tx, const Application& application) {
  ApplicationId id;
  tx.run(kInsert,
         {text(application.client_id), text(application.name), text(application.contact),
          flag(application.enabled), text(application.disabled_reason),
          number(application.plan.value), ms(application.created_at),
          flag(application.password_grant), flag(application.public_client)},
         [&](const Row& row) { id = {row.integer(0)}; });
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
  tx.queue(kDropRedirectUris, {number(application.id.value)});
  insert_redirect_uris(tx, application.id, application.redirect_uris);
  epoch::bump(tx);
}

void replace_secrets(WriteTx& tx, const Application& application) {
  tx.run(kDropSecrets, {number(application.id.value)});
  insert_secrets(tx, application.id, application.secrets);
  epoch::bump(tx);
}

}  // namespace usher::store::application
