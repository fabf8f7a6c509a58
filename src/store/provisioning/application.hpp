/// Applications and their secrets in the database.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/provisioning/application.hpp"
#include "store/tx.hpp"

namespace usher::store::application {

/// Null when there is none. Served from the transaction's cache.
std::shared_ptr<const domain::Application> find(ReadTx& tx, std::string_view client_id);
std::shared_ptr<const domain::Application> get(ReadTx& tx, domain::ApplicationId id);
/// Oldest first, at most `limit`, those with an id above `after`.
std::vector<domain::Application> list(ReadTx& tx, domain::ApplicationId after, int limit);

/// `application.id` is ignored; returns the new one. Its secrets are inserted too.
domain::ApplicationId insert(WriteTx& tx, const domain::Application& application);
/// Writes the right to provision, its reason and the plan.
void update(WriteTx& tx, const domain::Application& application);
/// Replaces all of the application's secrets.
void replace_secrets(WriteTx& tx, const domain::Application& application);

}  // namespace usher::store::application
