#include "service/access/authorization.hpp"

#include <memory>

#include "base/check.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"
#include "domain/provisioning/account_status.hpp"
#include "store/access/authorization.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service {
namespace {

using domain::Application;
using domain::AuthorizationCode;
using store::ReadTx;
using store::WriteTx;

/// Sets the error of a request whose redirect URI is valid.
void set_error(const Application& application, const AuthorizationRequest& request,
               CheckedAuthorization& out) {
  const auto wrong = [&](std::string_view error, std::string_view description) {
    out.error = error;
    out.description = description;
  };
  if (!request.repeated.empty()) {
    wrong("invalid_request", request.repeated + " comes twice.");
  } else if (request.response_type != "code") {
    wrong("unsupported_response_type", "response_type takes code.");
  } else if (!request.code_challenge.empty() && request.code_challenge_method != "S256") {
    wrong("invalid_request", "code_challenge_method takes S256.");
  } else if (!request.code_challenge.empty() &&
             !domain::is_code_challenge(request.code_challenge)) {
    wrong("invalid_request", "code_challenge takes 43 characters of base64url.");
  } else if (request.code_challenge.empty() && application.public_client) {
    wrong("invalid_request", "This application has to send a code_challenge (PKCE).");
  }
}

/// Returns a received URI for an error message, which escapes it.
std::string printable_uri(std::string_view uri) {
  constexpr std::size_t kMaxLength = 200;
  if (!is_utf8(uri) || has_control_characters(uri)) return "(not readable)";
  return uri.size() <= kMaxLength ? std::string(uri) : "(too long)";
}

/// Checks a request. Sets `application` if the client id is known.
CheckedAuthorization check_request(ReadTx& tx, const AuthorizationRequest& request,
                                   std::shared_ptr<const Application>& application) {
  CheckedAuthorization out;
  if (request.repeated == "client_id" || request.repeated == "redirect_uri") {
    out.description = request.repeated + " comes twice.";
    return out;
  }
  application = find_application(tx, request.client_id);
  if (application == nullptr) {
    out.description = "client_id is not that of a registered application.";
    return out;
  }
  const auto plan = store::plan::get(tx, application->plan);
  out.application = application->name;
  out.contact = application->contact;
  out.brand = plan->brand;
  if (!domain::may_redirect(*application, request.redirect_uri)) {
    out.description = "redirect_uri is not one of those that are registered for " +
                      application->name + ". It came as: " + printable_uri(request.redirect_uri);
    return out;
  }
  if (!request.client_secret.empty() &&
      !authenticate_client(tx, {request.client_id, request.client_secret})) {
    out.description = "client_secret is wrong.";
    return out;
  }
  out.may_redirect = true;
  set_error(*application, request, out);
  return out;
}

Error invalid_code() {
  return Error{Errc::not_found, "The code is unknown, used up, expired, or not for this request."};
}

/// Checks that the code was issued to this client.
Result<Done> check_code_client(ReadTx& tx, const CodeExchange& exchange,
                               const AuthorizationCode& code) {
  if (exchange.client.client_id.empty()) {
    // Old clients do not authenticate when they exchange a code, because their authorization
    // request
    // contained the secret.
    const bool enough = exchange.by_get && code.secret_proved && code.code_challenge.empty();
    if (!enough) return identify_client(tx, exchange.client).error();
    return Done{};
  }
  const auto application = identify_client(tx, exchange.client);
  if (!application) return application.error();
  if ((*application)->id != code.application || exchange.redirect_uri != code.redirect_uri) {
    return invalid_code();
  }
  return Done{};
}

Result<Done> check_exchange(ReadTx& tx, const CodeExchange& exchange,
                            const std::optional<AuthorizationCode>& code) {
  if (!code) {
    // The client is authenticated first, so that the error does not reveal whether a code exists.
    const auto application = identify_client(tx, exchange.client);
    return application ? invalid_code() : application.error();
  }
  if (const auto client = check_code_client(tx, exchange, *code); !client) return client.error();
  // A verifier without a challenge reveals a PKCE downgrade attack (RFC 9700, 2.1.1).
  const bool verified =
      code->code_challenge.empty()
          ? exchange.code_verifier.empty()
          : domain::meets_challenge(code->code_challenge, exchange.code_verifier.reveal());
  if (!verified) return invalid_code();
  return Done{};
}

}  // namespace

CheckedAuthorization read_authorization_request(ReadTx& tx, const AuthorizationRequest& request) {
  std::shared_ptr<const Application> application;
  return check_request(tx, request, application);
}

AuthorizationOutcome grant_authorization(WriteTx& tx, const TokenTools& tools,
                                         const AuthorizationConsent& consent) {
  using Kind = AuthorizationOutcome::Kind;
  AuthorizationOutcome out;
  std::shared_ptr<const Application> application;
  out.request = check_request(tx, consent.request, application);
  if (!out.request.is_valid()) {
    out.kind = Kind::invalid_request;
    return out;
  }
  const auto account = accept_proof(tx, consent.proof);
  if (!account) return out;
  if (must_choose_password(tx, *account)) {
    out.kind = Kind::must_choose;
    return out;
  }
  out.kind = Kind::granted;
  out.code = Secret(random_token(tools.random));
  AuthorizationCode code;
  code.hash = sha256(out.code.reveal());
  code.application = application->id;
  code.account = account->id;
  code.redirect_uri = consent.request.redirect_uri;
  code.code_challenge = consent.request.code_challenge;
  code.secret_proved = !consent.request.client_secret.empty();
  code.expires_at = tx.now() + domain::kCodeLife;
  store::authorization::insert(tx, code);
  return out;
}

Result<Done> validate_code(ReadTx& tx, const CodeExchange& exchange) {
  const auto code = store::authorization::find(tx, sha256(exchange.code.reveal()));
  return check_exchange(tx, exchange, code);
}

Result<IssuedTokens> exchange_code(WriteTx& tx, const TokenTools& tools,
                                   const CodeExchange& exchange) {
  const std::string hash = sha256(exchange.code.reveal());
  const auto code = store::authorization::lock(tx, hash);
  if (const auto checked = check_exchange(tx, exchange, code); !checked) return checked.error();
  if (code->grant) {
    // The code, or the response to its first use, was stolen.
    const auto grant = store::grant::lock(tx, std::span(&*code->grant, 1)).front();
    if (grant) revoke_locked_grant(tx, *grant, "authorization code used again: access revoked");
    return invalid_code();
  }
  const auto account = store::account::find(tx, code->account);
  CHECK(account.has_value());
  const bool may_sign_in =
      domain::may(domain::status_of(*account, tx.now()), domain::Capability::sign_in);
  if (tx.now() >= code->expires_at || !may_sign_in) return invalid_code();
  NewGrant grant = create_grant(tx, tools, code->account, code->application);
  store::authorization::set_grant(tx, hash, grant.id);
  return std::move(grant.tokens);
}

}  // namespace usher::service
