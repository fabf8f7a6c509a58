#include "service/access/authorization.hpp"

#include "base/check.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"
#include "store/access/authorization.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/audit.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service::authorization {
namespace {

using domain::Application;
using domain::AuthorizationCode;
using Tx = store::WriteTx;

/// What is wrong with it, once it is clear where the answer goes.
void find_error(const Application& application, const Request& request, Checked& out) {
  const auto wrong = [&](std::string_view error, std::string_view why) {
    out.error = error;
    out.why = why;
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

/// What came, for the developer who looks for the difference; escaped where it is shown.
std::string shown(std::string_view uri) {
  constexpr std::size_t kMax = 200;
  if (!is_utf8(uri) || has_control_characters(uri)) return "(not readable)";
  return uri.size() <= kMax ? std::string(uri) : "(too long)";
}

Checked check(Tx& tx, const Request& request, std::shared_ptr<const Application>& application) {
  Checked out;
  if (request.repeated == "client_id" || request.repeated == "redirect_uri") {
    out.why = request.repeated + " comes twice.";
    return out;
  }
  application = find_application(tx, request.client_id);
  if (application == nullptr) {
    out.why = "client_id is not that of a registered application.";
    return out;
  }
  const auto plan = store::plan::get(tx, application->plan);
  out.application = application->name;
  out.contact = application->contact;
  out.brand = plan->brand;
  if (!domain::may_redirect(*application, request.redirect_uri)) {
    out.why = "redirect_uri is not one of those that are registered for " + application->name +
              ". It came as: " + shown(request.redirect_uri);
    return out;
  }
  if (!request.client_secret.empty() &&
      !authenticate_client(tx, {request.client_id, request.client_secret})) {
    out.why = "client_secret is wrong.";
    return out;
  }
  out.may_redirect = true;
  find_error(*application, request, out);
  return out;
}

Error bad_code() {
  return Error{Errc::not_found, "The code is unknown, used up, expired, or not for this request."};
}

/// Whether this is who may exchange the code.
Result<void> prove_client(Tx& tx, const Brought& input, const AuthorizationCode& code) {
  const bool names_client = !input.client.client_id.empty();
  if (!names_client) {
    // The contract's decision 9: old clients name nobody; the code's request has proved the secret.
    const bool enough = input.by_get && code.secret_proved && code.code_challenge.empty();
    if (!enough) return identify_client(tx, input.client).error();
    return {};
  }
  const auto application = identify_client(tx, input.client);
  if (!application) return application.error();
  if ((*application)->id != code.application || input.redirect_uri != code.redirect_uri) {
    return bad_code();
  }
  return {};
}

Result<void> prove(Tx& tx, const Brought& input, const std::optional<AuthorizationCode>& code) {
  if (!code) {
    // Who is not known learns nothing of codes.
    const auto application = identify_client(tx, input.client);
    return application ? bad_code() : application.error();
  }
  if (const auto proof = prove_client(tx, input, *code); !proof) return proof.error();
  // A verifier without a challenge tells that somebody has taken the challenge away (RFC
  // 9700, 2.1.1).
  const bool verified =
      code->code_challenge.empty()
          ? input.code_verifier.empty()
          : domain::meets_challenge(code->code_challenge, input.code_verifier.reveal());
  if (!verified) return bad_code();
  return {};
}

/// The code was stolen, or its answer was: what it was exchanged for ends.
void end_exchanged(Tx& tx, const AuthorizationCode& code) {
  const auto found = store::grant::lock(tx, std::span(&*code.grant, 1)).front();
  if (found) grant::end(tx, *found, "authorization code used again: access revoked");
}

}  // namespace

Look::Output Look::operator()(Tx& tx, const Input& request) {
  std::shared_ptr<const Application> application;
  return check(tx, request, application);
}

Agree::Output Agree::operator()(Tx& tx, const Input& input) {
  Agreed out;
  std::shared_ptr<const Application> application;
  out.checked = check(tx, input.request, application);
  if (!out.checked.may_redirect || !out.checked.error.empty()) {
    out.outcome = Outcome::bad_request;
    return out;
  }
  const auto account = credential::enter(tx, input.proof);
  if (!account) return out;
  if (credential::must_choose(tx, *account)) {
    out.outcome = Outcome::must_choose;
    return out;
  }
  out.outcome = Outcome::agreed;
  out.code = Secret(random_token(random_));
  AuthorizationCode code;
  code.hash = sha256(out.code.reveal());
  code.application = application->id;
  code.account = account->id;
  code.redirect_uri = input.request.redirect_uri;
  code.code_challenge = input.request.code_challenge;
  code.secret_proved = !input.request.client_secret.empty();
  code.expires_at = tx.now() + domain::kCodeLife;
  store::authorization::insert(tx, code);
  return out;
}

Recognise::Output Recognise::operator()(Tx& tx, const Input& input) {
  return prove(tx, input, store::authorization::find(tx, sha256(input.code.reveal())));
}

Exchange::Output Exchange::operator()(Tx& tx, const Input& input) {
  const std::string hash = sha256(input.code.reveal());
  const auto code = store::authorization::lock(tx, hash);
  if (const auto proof = prove(tx, input, code); !proof) return proof.error();
  if (code->grant) {
    end_exchanged(tx, *code);
    return bad_code();
  }
  const auto account = store::account::find(tx, code->account);
  CHECK(account.has_value());
  if (tx.now() >= code->expires_at || account->is_expired(tx.now())) return bad_code();
  grant::Begun begun = grant::begin(tx, tools_, code->account, code->application);
  store::authorization::set_grant(tx, hash, begun.grant);
  return std::move(begun.tokens);
}

}  // namespace usher::service::authorization
