#include "service/provisioning/application.hpp"

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

namespace usher::service::application {
namespace {

using domain::Application;
using domain::ClientSecret;
using Tx = store::WriteTx;

constexpr std::size_t kMaxRedirectUris = 20;
/// How far back uses of the password grant are counted for staff.
constexpr Duration kCounted = std::chrono::days(30);

/// Sorted and each once; the error is about the first that is wrong.
Result<std::vector<std::string>> checked(std::vector<std::string> uris) {
  for (const std::string& uri : uris) {
    if (const auto good = domain::check_redirect_uri(uri); !good) return good.error();
  }
  std::sort(uris.begin(), uris.end());
  uris.erase(std::unique(uris.begin(), uris.end()), uris.end());
  if (uris.size() > kMaxRedirectUris) {
    return Error{Errc::invalid, "An application takes at most 20 redirect URIs."};
  }
  return uris;
}

Described describe(Tx& tx, const Application& application) {
  const auto plan = store::plan::get(tx, application.plan);
  const auto uses = store::password_grant_use::count_since(tx, application.id, tx.now() - kCounted);
  return {application, plan ? plan->name : "", uses.count, uses.last};
}

Error unknown(const std::string& client_id) {
  return Error{Errc::not_found,
               fmt::format("There is no application {}. See 'usher app list'.", client_id)};
}

}  // namespace

Register::Output Register::operator()(Tx& tx, const Input& input) {
  Application application;
  application.name = std::string(trim(input.name));
  if (application.name.empty() || !is_utf8(application.name) ||
      has_control_characters(application.name) || count_characters(application.name) > 100) {
    return Error{Errc::invalid, "--name takes 1 to 100 characters."};
  }
  Result<domain::Email> contact = domain::parse_email(input.contact);
  if (!contact) return Error{Errc::invalid, "--contact " + contact.error().message + "."};
  application.contact = contact->address;
  application.client_id = random_uuid(random_);
  const auto plan = store::plan::find(tx, domain::kDefaultPlan);
  CHECK(plan != nullptr);
  application.plan = plan->id;
  application.created_at = tx.now();
  auto redirect_uris = checked(input.redirect_uris);
  if (!redirect_uris) return redirect_uris.error();
  application.redirect_uris = std::move(*redirect_uris);
  application.public_client = input.public_client;
  // What runs on users' machines can't keep a secret, and has no business with their passwords.
  application.password_grant = !input.public_client;
  Secret secret;
  if (!input.public_client) {
    secret = Secret(random_token(random_));
    application.secrets.push_back({sha256(secret.reveal()), tx.now(), false, {}});
  }
  application.id = store::application::insert(tx, application);
  return Issued{std::move(application), std::move(secret)};
}

List::Output List::operator()(Tx& tx, const Input&) {
  constexpr int kPage = 500;
  Output out;
  domain::ApplicationId after;
  while (true) {
    const std::vector<Application> page = store::application::list(tx, after, kPage);
    for (const Application& application : page) out.push_back(describe(tx, application));
    if (page.size() < kPage) return out;
    after = page.back().id;
  }
}

Show::Output Show::operator()(Tx& tx, const Input& client_id) {
  const auto application = store::application::find(tx, client_id);
  if (!application) return unknown(client_id);
  return describe(tx, *application);
}

Allow::Output Allow::operator()(Tx& tx, const Input& input) {
  store::epoch::lock(tx);
  const auto found = store::application::find(tx, input.client_id);
  if (!found) return unknown(input.client_id);
  Application application = *found;
  if (input.enabled && application.public_client) {
    return Error{
        Errc::conflict,
        "A public client can't ask for activations: TrialActivation needs a secret, and it "
        "has none. Register another application without --public for that; signing in "
        "works without the right to provision."};
  }
  if (input.plan) {
    const auto plan = store::plan::find(tx, *input.plan);
    if (!plan) {
      return Error{Errc::not_found,
                   fmt::format("There is no plan {}. See 'usher plan list'.", *input.plan)};
    }
    application.plan = plan->id;
  }
  application.enabled = input.enabled;
  application.disabled_reason = input.enabled ? "" : input.reason;
  store::application::update(tx, application);
  Done done;
  if (!input.enabled && input.block_queued) {
    const activation::Blocked blocked = activation::block_all_of(tx, application.id, input.reason);
    done.blocked = blocked.now;
    done.in_work = blocked.later;
  }
  done.described = describe(tx, application);
  return done;
}

Edit::Output Edit::operator()(Tx& tx, const Input& input) {
  store::epoch::lock(tx);
  const auto found = store::application::find(tx, input.client_id);
  if (!found) return unknown(input.client_id);
  Application application = *found;
  if (input.redirect_uris) {
    auto redirect_uris = checked(*input.redirect_uris);
    if (!redirect_uris) return redirect_uris.error();
    application.redirect_uris = std::move(*redirect_uris);
  }
  if (input.password_grant) {
    if (*input.password_grant && application.public_client) {
      return Error{Errc::conflict, "A public client can't have the password grant."};
    }
    application.password_grant = *input.password_grant;
  }
  store::application::update(tx, application);
  return describe(tx, application);
}

RotateSecret::Output RotateSecret::operator()(Tx& tx, const Input& input) {
  store::epoch::lock(tx);
  const auto found = store::application::find(tx, input.client_id);
  if (!found) return unknown(input.client_id);
  Application application = *found;
  if (application.public_client) {
    return Error{Errc::conflict, "A public client has no secret to rotate."};
  }
  auto& secrets = application.secrets;
  std::erase_if(secrets, [&](const ClientSecret& secret) {
    return secret.ends && secret.expires_at <= tx.now();
  });
  // Two live ones at most: the newest of those before stays for the overlap.
  while (secrets.size() > domain::kLiveSecrets - 1) secrets.erase(secrets.begin());
  for (ClientSecret& secret : secrets) {
    const TimePoint end = tx.now() + input.overlap;
    secret.expires_at = secret.ends ? std::min(secret.expires_at, end) : end;
    secret.ends = true;
  }
  Secret secret = Secret(random_token(random_));
  secrets.push_back({sha256(secret.reveal()), tx.now(), false, {}});
  store::application::replace_secrets(tx, application);
  return Issued{std::move(application), std::move(secret)};
}

}  // namespace usher::service::application
