/// Applications and their secrets in the database.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/provisioning/application.hpp"
#include "store/tx.hpp"

namespace usher::store::application {

/// Returns the application from the connection's cache or the database; null if there is none.
std::shared_ptr<const domain::Application> find(ReadTx& tx, std::string_view client_id);
std::shared_ptr<const domain::Application> get(ReadTx& tx, domain::ApplicationId id);
/// Returns applications with ids above `after`, oldest first.
std::vector<domain::Application> list(ReadTx& tx, domain::ApplicationId after, int limit);

/// Inserts the application with its secrets and redirect URIs. Ignores `id`; returns the new id.
domain::ApplicationId insert(WriteTx& tx, const domain::Application& application);
/// Writes the right to provision, the reason, the plan, the password grant and the redirect URIs.
void update(WriteTx& tx, const domain::Application& application);
/// Replaces all of the application's secrets.
void replace_secrets(WriteTx& tx, const domain::Application& application);

}  // namespace usher::store::application
