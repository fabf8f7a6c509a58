#include "api/oauth/grant.hpp"

#include <array>
#include <initializer_list>

#include "api/ask.hpp"
#include "api/caller.hpp"
#include "api/wire/write.hpp"
#include "http/form.hpp"

namespace usher::api::oauth {
namespace {

using service::application::Credentials;

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
  std::vector<std::string> code_challenge_methods_supported;
  bool authorization_response_iss_parameter_supported = true;
};
BOOST_DESCRIBE_STRUCT(Metadata, (),
                      (issuer, authorization_endpoint, token_endpoint, revocation_endpoint,
                       introspection_endpoint, grant_types_supported, response_types_supported,
                       token_endpoint_auth_methods_supported, code_challenge_methods_supported,
                       authorization_response_iss_parameter_supported))

http::Response json(std::string body) {
  http::Response response;
  response.content_type = "application/json; charset=utf-8";
  response.body = std::move(body);
  // RFC 6749, 5.1.
  response.headers = {{"Cache-Control", "no-store"}, {"Pragma", "no-cache"}};
  return response;
}

http::Response refusal(int status, std::string_view error, std::string_view why) {
  http::Response response = json(wire::to_json(ErrorAnswer{std::string(error), std::string(why)}));
  response.status = status;
  return response;
}

http::Response refusal(const Error& error, const http::Request& request) {
  switch (error.code) {
    case Errc::unauthorized: {
      // RFC 6749, 5.2: 401 for who tried the Authorization header; others get the contract's 400.
      const bool basic = !request.header("Authorization").empty();
      http::Response response = refusal(basic ? 401 : 400, "invalid_client",
                                        "The client credentials are missing or invalid.");
      if (basic) {
        response.headers.emplace_back("WWW-Authenticate",
                                      "Basic realm=\"Usher\", charset=\"UTF-8\"");
      }
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
      break;
  }
  return refusal(400, "invalid_request", error.message);
}

/// What a request says, wherever it says it.
struct Asked {
  http::Form form;
  Credentials client;

  /// Empty when it is not there.
  std::string value(std::string_view name) const {
    return std::string(form.find(name).value_or(std::string_view()));
  }
};

/// RFC 6749, 3.2: no parameter may come twice, unless it says the same both times.
Result<Asked> read(const http::Request& request) {
  Asked out;
  out.form.add(request.body);
  out.form.add(request.query);
  for (const std::string_view name :
       {"grant_type", "client_id", "client_secret", "username", "password", "refresh_token",
        "token", "code", "redirect_uri", "code_verifier"}) {
    if (out.form.contradicts_itself(name)) {
      return Error{Errc::invalid, std::string(name) + " comes twice, with different values."};
    }
  }
  out.client = basic_credentials(request);
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

std::optional<Error> missing(const Asked& asked, std::initializer_list<std::string_view> names) {
  std::string text;
  for (const std::string_view name : names) {
    if (!asked.value(name).empty()) continue;
    text.append(text.empty() ? "" : ", ").append(name);
  }
  if (text.empty()) return std::nullopt;
  return Error{Errc::invalid, "Missing: " + text + "."};
}

http::Response tokens_reply(const service::grant::Tokens& tokens) {
  return json(wire::to_json(TokenAnswer{tokens.access.reveal(), tokens.access_life.count(),
                                        tokens.refresh.reveal(), "bearer"}));
}

}  // namespace

http::Task<http::Response> GrantRoutes::token(const http::Request& request) {
  const Result<Asked> asked = read(request);
  if (!asked) co_return refusal(asked.error(), request);
  const std::string type = asked->value("grant_type");
  // A password or refresh token in an address ends up in histories and logs on its way.
  if (request.method != http::Method::post && (type == "password" || type == "refresh_token")) {
    co_return refusal(400, "invalid_request", "Use POST for this grant.");
  }
  if (type == "authorization_code") {
    if (const auto error = missing(*asked, {"code"})) co_return refusal(*error, request);
    service::authorization::Exchange::Input input{
        asked->client, request.method != http::Method::post, Secret(asked->value("code")),
        asked->value("redirect_uri"), Secret(asked->value("code_verifier"))};
    const auto tokens = co_await ask(services_.exchange, std::move(input));
    co_return tokens ? tokens_reply(*tokens) : refusal(tokens.error(), request);
  }
  if (type == "password") {
    if (const auto error = missing(*asked, {"username", "password"})) {
      co_return refusal(*error, request);
    }
    service::grant::SignIn::Input input{asked->client, asked->value("username"),
                                        Secret(asked->value("password"))};
    const auto tokens = co_await ask(services_.sign_in, std::move(input));
    co_return tokens ? tokens_reply(*tokens) : refusal(tokens.error(), request);
  }
  if (type == "refresh_token") {
    if (const auto error = missing(*asked, {"refresh_token"})) co_return refusal(*error, request);
    service::grant::Refresh::Input input{asked->client, Secret(asked->value("refresh_token"))};
    const auto tokens = co_await ask(services_.refresh, std::move(input));
    co_return tokens ? tokens_reply(*tokens) : refusal(tokens.error(), request);
  }
  if (type.empty()) co_return refusal(400, "invalid_request", "Missing: grant_type.");
  co_return refusal(400, "unsupported_grant_type",
                    "grant_type takes authorization_code, password and refresh_token.");
}

http::Task<http::Response> GrantRoutes::revoke(const http::Request& request) {
  const Result<Asked> asked = read(request);
  if (!asked) co_return refusal(asked.error(), request);
  if (const auto error = missing(*asked, {"token"})) co_return refusal(*error, request);
  service::grant::Revoke::Input input{asked->client, Secret(asked->value("token"))};
  const auto done = co_await ask(services_.revoke, std::move(input));
  // RFC 7009, 2.2: the same answer whether there was such a token or not.
  co_return done ? json("") : refusal(done.error(), request);
}

http::Task<http::Response> GrantRoutes::introspect(const http::Request& request) {
  const Result<Asked> asked = read(request);
  if (!asked) co_return refusal(asked.error(), request);
  if (const auto error = missing(*asked, {"token"})) co_return refusal(*error, request);
  service::grant::Introspect::Input input{asked->client, Secret(asked->value("token"))};
  const auto found = co_await ask(services_.introspect, std::move(input));
  if (!found) co_return refusal(found.error(), request);
  if (!*found) co_return json(wire::to_json(Inactive{}));
  const auto& live = **found;
  co_return json(
      wire::to_json(Active{true, live.client_id, live.user_name, std::to_string(live.account.value),
                           "bearer", to_ms(live.ends_at) / 1000}));
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
  out.code_challenge_methods_supported = {"S256"};
  http::Response response = json(wire::to_json(out));
  response.headers = {{"Cache-Control", "public, max-age=3600"}};
  co_return response;
}

}  // namespace usher::api::oauth
