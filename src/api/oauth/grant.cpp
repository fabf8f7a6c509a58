#include "api/oauth/grant.hpp"

#include <fmt/format.h>

#include <initializer_list>

#include "api/ask.hpp"
#include "api/caller.hpp"
#include "api/reply.hpp"
#include "api/wire/write.hpp"
#include "http/form.hpp"

namespace usher::api::oauth {
namespace {

using service::ClientCredentials;

struct TokenAnswer {
  std::string access_token;
  std::int64_t expires_in = 0;
  std::string refresh_token;
  std::string token_type;
};
BOOST_DESCRIBE_STRUCT(TokenAnswer, (), (access_token, expires_in, refresh_token, token_type))

struct ErrorAnswer {
  std::string error;
  std::string error_description;
};
BOOST_DESCRIBE_STRUCT(ErrorAnswer, (), (error, error_description))

struct Inactive {
  bool active = false;
};
BOOST_DESCRIBE_STRUCT(Inactive, (), (active))

struct Active {
  bool active = true;
  std::string client_id;
  std::string username;
  std::string sub;
  std::string token_type;
  std::int64_t exp = 0;
};
BOOST_DESCRIBE_STRUCT(Active, (), (active, client_id, username, sub, token_type, exp))

struct Metadata {
  std::string issuer;
  std::string authorization_endpoint;
  std::string token_endpoint;
  std::string revocation_endpoint;
  std::string introspection_endpoint;
  std::vector<std::string> grant_types_supported;
  std::vector<std::string> response_types_supported;
  std::vector<std::string> token_endpoint_auth_methods_supported;
  std::vector<std::string> revocation_endpoint_auth_methods_supported;
  std::vector<std::string> introspection_endpoint_auth_methods_supported;
  std::vector<std::string> code_challenge_methods_supported;
  bool authorization_response_iss_parameter_supported = true;
};
BOOST_DESCRIBE_STRUCT(
    Metadata, (),
    (issuer, authorization_endpoint, token_endpoint, revocation_endpoint, introspection_endpoint,
     grant_types_supported, response_types_supported, token_endpoint_auth_methods_supported,
     revocation_endpoint_auth_methods_supported, introspection_endpoint_auth_methods_supported,
     code_challenge_methods_supported, authorization_response_iss_parameter_supported))

http::Response json(std::string body) {
  http::Response response;
  response.content_type = "application/json; charset=utf-8";
  response.body = std::move(body);
  // RFC 6749, 5.1.
  response.headers = {{"Cache-Control", "no-store"}, {"Pragma", "no-cache"}};
  return response;
}

http::Response refusal(int status, std::string_view error, std::string_view description) {
  http::Response response =
      json(wire::to_json(ErrorAnswer{std::string(error), std::string(description)}));
  response.status = status;
  return response;
}

http::Response refusal(const Error& error, const http::Request& request) {
  switch (error.code) {
    case Errc::unauthorized: {
      // 401 only for clients that sent an Authorization header (RFC 6749, 5.2).
      const bool basic = !request.header("Authorization").empty();
      http::Response response = refusal(basic ? 401 : 400, "invalid_client",
                                        "The client credentials are missing or invalid.");
      if (basic) response.headers.emplace_back("WWW-Authenticate", kBasicChallenge);
      return response;
    }
    case Errc::forbidden:
      return refusal(400, "unauthorized_client", error.message);
    case Errc::too_many: {
      http::Response response = refusal(429, "temporarily_unavailable", error.message);
      response.headers.emplace_back("Retry-After", std::to_string(error.retry_after_s));
      return response;
    }
    case Errc::not_found:
    case Errc::conflict:
      return refusal(400, "invalid_grant", error.message);
    case Errc::invalid:
    case Errc::unsupported:
      break;
  }
  return refusal(400, "invalid_request", error.message);
}

http::Response method_not_allowed() {
  http::Response response = refusal(405, "invalid_request", "Use GET or POST.");
  response.headers.emplace_back("Allow", "GET, POST");
  return response;
}

http::Response tokens_response(const service::IssuedTokens& tokens) {
  return json(wire::to_json(TokenAnswer{tokens.access.reveal(), tokens.access_life.count(),
                                        tokens.refresh.reveal(), "bearer"}));
}

}  // namespace

/// The parameters of a request from its body and its query string.
struct GrantRoutes::Parameters {
  http::Form form;
  ClientCredentials client;

  /// Returns an empty text if the parameter is missing.
  std::string value(std::string_view name) const { return std::string(form.value(name)); }
  std::optional<Error> missing(std::initializer_list<std::string_view> names) const;
};

std::optional<Error> GrantRoutes::Parameters::missing(
    std::initializer_list<std::string_view> names) const {
  std::string text;
  for (const std::string_view name : names) {
    if (!value(name).empty()) continue;
    text.append(text.empty() ? "" : ", ").append(name);
  }
  if (text.empty()) return std::nullopt;
  return Error{Errc::invalid, "Missing: " + text + "."};
}

/// Rejects repeated parameters (RFC 6749, 3.2) unless all values are equal.
Result<GrantRoutes::Parameters> GrantRoutes::read_parameters(const http::Request& request) {
  Parameters out;
  out.form.add(request.body);
  out.form.add(request.query);
  for (const std::string_view name :
       {"grant_type", "client_id", "client_secret", "username", "password", "refresh_token",
        "token", "code", "redirect_uri", "code_verifier"}) {
    if (out.form.has_conflicting_values(name)) {
      return Error{Errc::invalid, std::string(name) + " comes twice, with different values."};
    }
  }
  out.client = form_encoded_credentials(request);
  const std::string id = out.value("client_id");
  const std::string secret = out.value("client_secret");
  if (out.client.client_id.empty()) {
    out.client = {id, Secret(secret)};
  } else if ((!id.empty() && id != out.client.client_id) ||
             (!secret.empty() && !constant_time_equal(secret, out.client.secret.reveal()))) {
    return Error{Errc::invalid, "The Authorization header and the parameters name two clients."};
  }
  return out;
}

http::Task<GrantRoutes::Tokens> GrantRoutes::authorization_code_grant(const Parameters& parameters,
                                                                      bool by_get) {
  if (const auto error = parameters.missing({"code"})) co_return *error;
  const service::CodeExchange exchange{parameters.client, by_get, Secret(parameters.value("code")),
                                       parameters.value("redirect_uri"),
                                       Secret(parameters.value("code_verifier"))};
  const Result<Done> valid = co_await ask<&service::validate_code>(store_, exchange);
  if (!valid) co_return valid.error();
  co_return co_await ask<&service::exchange_code>(store_, tools_, exchange);
}

http::Task<GrantRoutes::Tokens> GrantRoutes::password_grant(const http::Request& request,
                                                            const Parameters& parameters) {
  if (const auto error = parameters.missing({"username", "password"})) co_return *error;
  const Result<domain::ApplicationId> application =
      co_await ask<&service::identify_password_client>(store_, parameters.client);
  if (!application) co_return application.error();
  const service::Throttle::Attempt attempt{
      .source = fmt::format("application {}", application->value),
      .user_name = parameters.value("username"),
      .shared_source = true};
  const Secret password(parameters.value("password"));
  const auto proof = co_await passwords_.prove(request, attempt, password);
  if (!proof) co_return proof.error();
  service::PasswordExchange exchange{parameters.client, *proof};
  co_return co_await ask<&service::exchange_password>(store_, tools_, std::move(exchange));
}

http::Task<GrantRoutes::Tokens> GrantRoutes::refresh_token_grant(const Parameters& parameters) {
  if (const auto error = parameters.missing({"refresh_token"})) co_return *error;
  const service::PresentedToken presented{parameters.client,
                                          Secret(parameters.value("refresh_token"))};
  if (!domain::is_refresh_token(tools_.keys, presented.token)) {
    const Result<Done> valid = co_await ask<&service::validate_token>(store_, tools_, presented);
    if (!valid) co_return valid.error();
  }
  co_return co_await ask<&service::refresh_tokens>(store_, tools_, presented);
}

http::Task<http::Response> GrantRoutes::token(const http::Request& request) {
  // HEAD must not use up a code (RFC 9110, 9.2.1).
  if (request.method == http::Method::head) co_return method_not_allowed();
  const Result<Parameters> parameters = read_parameters(request);
  if (!parameters) co_return refusal(parameters.error(), request);
  const std::string type = parameters->value("grant_type");
  const bool by_get = request.method == http::Method::get;
  // Passwords and refresh tokens in a URL would be stored in histories and logs.
  if (by_get && (type == "password" || type == "refresh_token")) {
    co_return refusal(400, "invalid_request", "Use POST for this grant.");
  }
  if (type.empty()) co_return refusal(400, "invalid_request", "Missing: grant_type.");
  if (type != "authorization_code" && type != "password" && type != "refresh_token") {
    co_return refusal(400, "unsupported_grant_type",
                      "grant_type takes authorization_code, password and refresh_token.");
  }
  auto grant = type == "authorization_code" ? authorization_code_grant(*parameters, by_get)
               : type == "password"         ? password_grant(request, *parameters)
                                            : refresh_token_grant(*parameters);
  const Tokens tokens = co_await grant;
  co_return tokens ? tokens_response(*tokens) : refusal(tokens.error(), request);
}

http::Task<http::Response> GrantRoutes::revoke(const http::Request& request) {
  const Result<Parameters> parameters = read_parameters(request);
  if (!parameters) co_return refusal(parameters.error(), request);
  if (const auto error = parameters->missing({"token"})) co_return refusal(*error, request);
  // Checked in a reading transaction first: unauthenticated requests never wait for the writer.
  const auto client = co_await ask<&service::identify_client>(store_, parameters->client);
  if (!client) co_return refusal(client.error(), request);
  service::PresentedToken presented{parameters->client, Secret(parameters->value("token"))};
  const auto done = co_await ask<&service::revoke_token>(store_, tools_, std::move(presented));
  // The same answer for unknown tokens (RFC 7009, 2.2).
  co_return done ? json("") : refusal(done.error(), request);
}

http::Task<http::Response> GrantRoutes::introspect(const http::Request& request) {
  const Result<Parameters> parameters = read_parameters(request);
  if (!parameters) co_return refusal(parameters.error(), request);
  if (const auto error = parameters->missing({"token"})) co_return refusal(*error, request);
  service::PresentedToken presented{parameters->client, Secret(parameters->value("token"))};
  const auto found = co_await ask<&service::introspect_tokens>(store_, std::move(presented));
  if (!found) co_return refusal(found.error(), request);
  if (!*found) co_return json(wire::to_json(Inactive{}));
  const auto& live = **found;
  co_return json(
      wire::to_json(Active{true, live.client_id, live.user_name, std::to_string(live.account.value),
                           "bearer", to_ms(live.expires_at) / 1000}));
}

http::Task<http::Response> GrantRoutes::metadata(const http::Request&) {
  Metadata out;
  out.issuer = issuer_;
  out.token_endpoint = issuer_ + "/Authorization/OAuth/Token";
  out.revocation_endpoint = issuer_ + "/oauth/revoke";
  out.introspection_endpoint = issuer_ + "/oauth/introspect";
  out.authorization_endpoint = issuer_ + "/Authorization/OAuth/LogOn";
  out.grant_types_supported = {"authorization_code", "password", "refresh_token"};
  out.response_types_supported = {"code"};
  out.token_endpoint_auth_methods_supported = {"client_secret_basic", "client_secret_post", "none"};
  out.revocation_endpoint_auth_methods_supported = out.token_endpoint_auth_methods_supported;
  out.introspection_endpoint_auth_methods_supported = {"client_secret_basic", "client_secret_post"};
  out.code_challenge_methods_supported = {"S256"};
  http::Response response = json(wire::to_json(out));
  response.headers = {{"Cache-Control", "public, max-age=3600"}};
  co_return response;
}

}  // namespace usher::api::oauth
