/// Authenticates applications by client id and secret.
#pragma once

#include <memory>
#include <string>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "domain/provisioning/application.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// A client id and a secret as received. Both are empty if the request has no credentials.
struct ClientCredentials {
  std::string client_id;
  Secret secret;
};

/// Returns the application with this client id, null if there is none. Does not authenticate the
/// client.
std::shared_ptr<const domain::Application> find_application(store::ReadTx& tx,
                                                            const std::string& client_id);

/// Returns the application if the secret is valid. Returns the same error for all failures.
Result<std::shared_ptr<const domain::Application>> authenticate_client(
    store::ReadTx& tx, const ClientCredentials& credentials);

/// Authenticates a client at the token endpoint. A public client is identified by its client id
/// alone and must not send a secret (RFC 6749, 2.3); PKCE protects its authorization codes.
Result<std::shared_ptr<const domain::Application>> identify_client(
    store::ReadTx& tx, const ClientCredentials& credentials);

}  // namespace usher::service
