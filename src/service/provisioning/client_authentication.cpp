#include "service/provisioning/client_authentication.hpp"

#include "base/text.hpp"
#include "store/provisioning/application.hpp"

namespace usher::service {

using domain::Application;
using store::ReadTx;

std::shared_ptr<const Application> find_application(ReadTx& tx, const std::string& client_id) {
  // PostgreSQL refuses text that is not UTF-8: malformed ids are unknown without a query.
  if (client_id.empty() || !is_utf8(client_id) || has_control_characters(client_id)) return nullptr;
  return store::application::find(tx, client_id);
}

Result<std::shared_ptr<const Application>> authenticate_client(
    ReadTx& tx, const ClientCredentials& credentials) {
  const Error refused{Errc::unauthorized,
                      "Authorization error: client id and secret are needed as HTTP Basic "
                      "credentials, and these are missing or wrong."};
  auto application = find_application(tx, credentials.client_id);
  // The secret is hashed for unknown client ids too, so that response times do not reveal ids.
  const Application unknown;
  const domain::ClientSecret* const secret =
      domain::find_secret(application ? *application : unknown, credentials.secret.reveal());
  if (!application || secret == nullptr) return refused;
  // The time is read only if the secret expires, because it costs a round trip on PostgreSQL.
  if (secret->ends && secret->expires_at <= tx.now()) return refused;
  return application;
}

Result<std::shared_ptr<const Application>> identify_client(ReadTx& tx,
                                                           const ClientCredentials& credentials) {
  if (credentials.secret.empty()) {
    const auto application = find_application(tx, credentials.client_id);
    if (application && application->public_client) return application;
  }
  return authenticate_client(tx, credentials);
}

}  // namespace usher::service
