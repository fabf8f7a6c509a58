#include "service/staff/application.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"
#include "domain/access/authorization.hpp"
#include "domain/email.hpp"
#include "service/staff/activation.hpp"
#include "store/access/password_grant_use.hpp"
#include "store/epoch.hpp"
#include "store/provisioning/application.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service {
namespace {

using domain::Application;
using domain::ClientSecret;
using store::ReadTx;
using store::WriteTx;

constexpr std::size_t kMaxRedirectUris = 20;
constexpr std::size_t kMaxNameCharacters = 100;
/// Time for which uses of the password grant are counted.
constexpr Duration kGrantsCountedFor = std::chrono::days(30);

Result<std::string> check_application_name(const std::string& given) {
  std::string name(trim(given));
  if (name.empty() || !is_utf8(name) || has_control_characters(name) ||
      count_characters(name) > kMaxNameCharacters) {
    return Error{Errc::invalid, "--name takes 1 to 100 characters."};
  }
  return name;
}

/// Returns the URIs sorted and without duplicates, or the error of the first invalid URI.
Result<std::vector<std::string>> check_redirect_uris(std::vector<std::string> uris) {
  for (const std::string& uri : uris) {
    if (const auto checked = domain::check_redirect_uri(uri); !checked) return checked.error();
  }
  std::sort(uris.begin(), uris.end());
  uris.erase(std::unique(uris.begin(), uris.end()), uris.end());
  if (uris.size() > kMaxRedirectUris) {
    return Error{Errc::invalid, "An application takes at most 20 redirect URIs."};
  }
  return uris;
}

ApplicationDetails details_of(ReadTx& tx, const Application& application) {
  const auto plan = store::plan::get(tx, application.plan);
  const auto uses =
      store::password_grant_use::count_since(tx, application.id, tx.now() - kGrantsCountedFor);
  return {application, plan ? plan->name : "", uses.count, uses.last};
}

Error unknown_application(const std::string& client_id) {
  return Error{Errc::not_found,
               fmt::format("There is no application {}. See 'usher app list'.", client_id)};
}

/// Locks the configuration and returns the application.
Result<Application> lock_application(WriteTx& tx, const std::string& client_id) {
  store::epoch::lock(tx);
  const auto found = store::application::find(tx, client_id);
  if (!found) return unknown_application(client_id);
  return *found;
}

}  // namespace

Result<IssuedSecret> register_application(WriteTx& tx, const ApplicationTools& tools,
                                          const NewApplication& input) {
  Application application;
  auto name = check_application_name(input.name);
  if (!name) return name.error();
  application.name = std::move(*name);
  Result<domain::Email> contact = domain::parse_email(input.contact);
  if (!contact) return Error{Errc::invalid, "--contact " + contact.error().message + "."};
  application.contact = contact->address;
  application.client_id = random_uuid(tools.random);
  const auto plan = store::plan::find(tx, domain::kDefaultPlan);
  CHECK(plan != nullptr);
  application.plan = plan->id;
  application.created_at = tx.now();
  auto redirect_uris = check_redirect_uris(input.redirect_uris);
  if (!redirect_uris) return redirect_uris.error();
  application.redirect_uris = std::move(*redirect_uris);
  application.public_client = input.public_client;
  // A program on its users' machines can't keep a secret, and must not collect their passwords.
  application.password_grant = !input.public_client;
  Secret secret;
  if (!input.public_client) {
    secret = Secret(random_token(tools.random));
    application.secrets.push_back({sha256(secret.reveal()), tx.now(), false, {}});
  }
  application.id = store::application::insert(tx, application);
  return IssuedSecret{std::move(application), std::move(secret)};
}

std::vector<ApplicationDetails> list_applications(ReadTx& tx) {
  constexpr int kBatch = 500;
  std::vector<ApplicationDetails> out;
  domain::ApplicationId after;
  while (true) {
    const std::vector<Application> batch = store::application::list(tx, after, kBatch);
    for (const Application& application : batch) out.push_back(details_of(tx, application));
    if (batch.size() < kBatch) return out;
    after = batch.back().id;
  }
}

Result<ApplicationDetails> read_application(ReadTx& tx, const std::string& client_id) {
  const auto application = store::application::find(tx, client_id);
  if (!application) return unknown_application(client_id);
  return details_of(tx, *application);
}

Result<ApplicationDetails> enable_application(WriteTx& tx, const ApplicationApproval& approval) {
  auto application = lock_application(tx, approval.client_id);
  if (!application) return application.error();
  if (application->public_client) {
    return Error{
        Errc::conflict,
        "A public client can't ask for activations: TrialActivation needs a secret, and it "
        "has none. Register another application without --public for that; signing in "
        "works without the right to provision."};
  }
  if (approval.plan) {
    const auto plan = store::plan::find(tx, *approval.plan);
    if (!plan) {
      return Error{Errc::not_found,
                   fmt::format("There is no plan {}. See 'usher plan list'.", *approval.plan)};
    }
    application->plan = plan->id;
  }
  application->enabled = true;
  application->disabled_reason.clear();
  store::application::update(tx, *application);
  return details_of(tx, *application);
}

Result<SuspendedApplication> disable_application(WriteTx& tx,
                                                 const ApplicationSuspension& suspension) {
  auto application = lock_application(tx, suspension.client_id);
  if (!application) return application.error();
  application->enabled = false;
  application->disabled_reason = suspension.reason;
  store::application::update(tx, *application);
  SuspendedApplication out;
  if (suspension.block_queued) {
    const BlockedActivations blocked =
        block_activations_of_application(tx, application->id, suspension.reason);
    out.blocked = blocked.now;
    out.in_flight = blocked.later;
  }
  out.details = details_of(tx, *application);
  return out;
}

Result<ApplicationDetails> update_application(WriteTx& tx, const ApplicationChange& change) {
  auto application = lock_application(tx, change.client_id);
  if (!application) return application.error();
  if (change.redirect_uris) {
    auto redirect_uris = check_redirect_uris(*change.redirect_uris);
    if (!redirect_uris) return redirect_uris.error();
    application->redirect_uris = std::move(*redirect_uris);
  }
  if (change.password_grant) {
    if (*change.password_grant && application->public_client) {
      return Error{Errc::conflict, "A public client can't have the password grant."};
    }
    application->password_grant = *change.password_grant;
  }
  store::application::update(tx, *application);
  return details_of(tx, *application);
}

Result<IssuedSecret> rotate_client_secret(WriteTx& tx, const ApplicationTools& tools,
                                          const SecretRotation& rotation) {
  auto application = lock_application(tx, rotation.client_id);
  if (!application) return application.error();
  if (application->public_client) {
    return Error{Errc::conflict, "A public client has no secret to rotate."};
  }
  auto& secrets = application->secrets;
  std::erase_if(secrets, [&](const ClientSecret& secret) {
    return secret.ends && secret.expires_at <= tx.now();
  });
  // The newest current secret stays valid for the overlap.
  while (secrets.size() > domain::kLiveSecrets - 1) secrets.erase(secrets.begin());
  for (ClientSecret& secret : secrets) {
    const TimePoint end = tx.now() + rotation.overlap;
    secret.expires_at = secret.ends ? std::min(secret.expires_at, end) : end;
    secret.ends = true;
  }
  Secret secret = Secret(random_token(tools.random));
  secrets.push_back({sha256(secret.reveal()), tx.now(), false, {}});
  store::application::replace_secrets(tx, *application);
  return IssuedSecret{std::move(*application), std::move(secret)};
}

}  // namespace usher::service
