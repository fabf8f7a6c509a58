#include "api/access_routes.hpp"

#include "api/bound.hpp"

namespace usher::api {

using http::Method;

namespace {

const std::string kOAuth = "/Authorization/OAuth/";

http::Task<http::Response> style(const http::Request&) { co_return pages::style_response(); }

/// Answers the preflight request of a browser's script (Fetch, 4.8).
http::Task<http::Response> preflight(const http::Request&) {
  http::Response response;
  response.status = 204;
  response.headers = {{"Access-Control-Allow-Origin", "*"},
                      {"Access-Control-Allow-Methods", "GET, POST"},
                      {"Access-Control-Allow-Headers", "Authorization, Content-Type"},
                      {"Access-Control-Max-Age", "86400"}};
  co_return response;
}

http::Task<http::Response> answer_any_origin(const http::Handler& handler,
                                             const http::Request& request) {
  http::Response response = co_await handler(request);
  response.headers.emplace_back("Access-Control-Allow-Origin", "*");
  co_return response;
}

/// Lets scripts of any origin read the responses: public clients run in browsers, and no cookie
/// authenticates these requests.
http::Handler any_origin(http::Handler handler) {
  return [handler = std::move(handler)](const http::Request& request) {
    return answer_any_origin(handler, request);
  };
}

}  // namespace

void add_access_routes(std::vector<http::Route>& routes, const AccessHandlers& handlers) {
  const std::vector<http::Route> table = {
      {Method::get, "/account", "page.account", bound(handlers.owner, &pages::AccountRoutes::show)},
      {Method::post, "/account", "page.account",
       bound(handlers.owner, &pages::AccountRoutes::sign_in)},
      {Method::post, "/account/sign-out", "page.sign_out",
       bound(handlers.owner, &pages::AccountRoutes::sign_out)},
      {Method::post, "/account/withdraw", "page.withdraw",
       bound(handlers.owner, &pages::AccountRoutes::withdraw)},
      {Method::get, "/account/password", "page.password",
       bound(handlers.password, &pages::PasswordRoutes::show_change)},
      {Method::post, "/account/password", "page.password",
       bound(handlers.password, &pages::PasswordRoutes::change)},
      {Method::get, "/account/forgot", "page.forgot",
       bound(handlers.password, &pages::PasswordRoutes::show_forgot)},
      {Method::post, "/account/forgot", "page.forgot",
       bound(handlers.password, &pages::PasswordRoutes::request_reset)},
      {Method::get, "/account/reset/{token}", "page.reset",
       bound(handlers.password, &pages::PasswordRoutes::show_reset)},
      {Method::post, "/account/reset/{token}", "page.reset",
       bound(handlers.password, &pages::PasswordRoutes::reset)},
      {Method::get, "/account/style.css", "page.style", style},
      {Method::get, kOAuth + "LogOn", "page.logon",
       bound(handlers.log_on, &pages::LogOnRoutes::show)},
      {Method::post, kOAuth + "LogOn", "page.logon",
       bound(handlers.log_on, &pages::LogOnRoutes::submit)},
      {Method::get, kOAuth + "Authorization", "page.logon",
       bound(handlers.log_on, &pages::LogOnRoutes::show)},
      {Method::post, kOAuth + "Authorization", "page.logon",
       bound(handlers.log_on, &pages::LogOnRoutes::submit)},
      {Method::get, kOAuth + "Token", "Token",
       any_origin(bound(handlers.grant, &oauth::GrantRoutes::token))},
      {Method::post, kOAuth + "Token", "Token",
       any_origin(bound(handlers.grant, &oauth::GrantRoutes::token))},
      {Method::options, kOAuth + "Token", "Token", preflight},
      {Method::post, "/oauth/revoke", "revoke",
       any_origin(bound(handlers.grant, &oauth::GrantRoutes::revoke))},
      {Method::options, "/oauth/revoke", "revoke", preflight},
      {Method::post, "/oauth/introspect", "introspect",
       bound(handlers.grant, &oauth::GrantRoutes::introspect)},
      {Method::get, "/.well-known/oauth-authorization-server", "metadata",
       any_origin(bound(handlers.grant, &oauth::GrantRoutes::metadata))},
      {Method::options, "/.well-known/oauth-authorization-server", "metadata", preflight},
  };
  routes.insert(routes.end(), table.begin(), table.end());
}

}  // namespace usher::api
