#include "api/routes.hpp"

#include "api/pages/layout.hpp"
#include "api/reply.hpp"

namespace usher::api {
namespace {

using http::Method;
using http::Request;
using http::Response;
using http::Route;
using http::Task;

constexpr const char* kPublicService = "/API/v1.1/Rest/PublicService.svc/Console/";
constexpr const char* kOAuth = "/Authorization/OAuth/";

/// A member function as a handler.
template <class Room>
http::Handler bound(Room& room, Task<Response> (Room::*handle)(const Request&)) {
  return [&room, handle](const Request& request) { return (room.*handle)(request); };
}

Task<Response> style(const Request&) { co_return pages::style_reply(); }

/// For people: owners of accounts and recipients of messages.
std::vector<Route> page_routes(const Rooms& rooms) {
  using Confirm = pages::ConfirmRoutes;
  using Owner = pages::AccountRoutes;
  using Password = pages::PasswordRoutes;
  using Published = pages::PublishedRoutes;
  using Reaction = pages::ReactionRoutes;
  return {
      {Method::get, "/account/confirm/{token}", "page.confirm",
       bound(rooms.confirm, &Confirm::show)},
      {Method::post, "/account/confirm/{token}", "page.confirm",
       bound(rooms.confirm, &Confirm::press)},
      {Method::get, "/account", "page.account", bound(rooms.owner, &Owner::show)},
      {Method::post, "/account", "page.account", bound(rooms.owner, &Owner::sign_in)},
      {Method::post, "/account/sign-out", "page.sign_out", bound(rooms.owner, &Owner::sign_out)},
      {Method::post, "/account/withdraw", "page.withdraw", bound(rooms.owner, &Owner::withdraw)},
      {Method::get, "/account/password", "page.password",
       bound(rooms.password, &Password::show_change)},
      {Method::post, "/account/password", "page.password",
       bound(rooms.password, &Password::change)},
      {Method::get, "/account/forgot", "page.forgot",
       bound(rooms.password, &Password::show_forgot)},
      {Method::post, "/account/forgot", "page.forgot", bound(rooms.password, &Password::forget)},
      {Method::get, "/account/reset/{token}", "page.reset",
       bound(rooms.password, &Password::show_reset)},
      {Method::post, "/account/reset/{token}", "page.reset",
       bound(rooms.password, &Password::reset)},
      {Method::get, "/unsubscribe/{token}", "page.unsubscribe",
       bound(rooms.reaction, &Reaction::show_unsubscribe)},
      {Method::post, "/unsubscribe/{token}", "page.unsubscribe",
       bound(rooms.reaction, &Reaction::unsubscribe)},
      {Method::get, "/subscription/confirm/{token}", "page.subscribe",
       bound(rooms.reaction, &Reaction::show_subscribe)},
      {Method::post, "/subscription/confirm/{token}", "page.subscribe",
       bound(rooms.reaction, &Reaction::subscribe)},
      {Method::get, "/t/c/{token}", "page.click", bound(rooms.tracking, &TrackingRoutes::click)},
      {Method::get, "/t/o/{token}", "page.open", bound(rooms.tracking, &TrackingRoutes::open)},
      {Method::get, "/account/style.css", "page.style", style},
      {Method::get, "/files/{folder}/{name}", "page.image",
       bound(rooms.published, &Published::image)},
      {Method::get, "/online/{token}", "page.online", bound(rooms.published, &Published::message)},
  };
}

}  // namespace

std::vector<Route> operations_routes(OperationsRoutes& operations) {
  return {
      {Method::get, "/healthz", "healthz", bound(operations, &OperationsRoutes::health)},
      {Method::get, "/readyz", "readyz", bound(operations, &OperationsRoutes::ready)},
      {Method::get, "/metrics", "metrics", bound(operations, &OperationsRoutes::metrics)},
  };
}

std::vector<Route> routes(const Rooms& rooms, bool operations) {
  using Activation = public_::ActivationRoutes;
  using Grant = oauth::GrantRoutes;
  using LogOn = pages::LogOnRoutes;
  const std::string service = kPublicService;
  const std::string oauth = kOAuth;
  const std::string token = oauth + "Token";
  std::vector<Route> table = {
      {Method::post, service + "TrialActivation", "TrialActivation",
       bound(rooms.activation, &Activation::submit)},
      {Method::post, service + "TrialActivationStatus", "TrialActivationStatus",
       bound(rooms.activation, &Activation::status)},
      {Method::get, oauth + "LogOn", "page.logon", bound(rooms.log_on, &LogOn::show)},
      {Method::post, oauth + "LogOn", "page.logon", bound(rooms.log_on, &LogOn::answer)},
      // Published everywhere, called by few; the same page.
      {Method::get, oauth + "Authorization", "page.logon", bound(rooms.log_on, &LogOn::show)},
      {Method::post, oauth + "Authorization", "page.logon", bound(rooms.log_on, &LogOn::answer)},
      {Method::get, token, "Token", bound(rooms.grant, &Grant::token)},
      {Method::post, token, "Token", bound(rooms.grant, &Grant::token)},
      {Method::post, "/oauth/revoke", "revoke", bound(rooms.grant, &Grant::revoke)},
      {Method::post, "/oauth/introspect", "introspect", bound(rooms.grant, &Grant::introspect)},
      {Method::get, "/.well-known/oauth-authorization-server", "metadata",
       bound(rooms.grant, &Grant::metadata)},
  };
  for (Route& route : page_routes(rooms)) table.push_back(std::move(route));
  for (Route& route : console::routes(rooms.resources)) table.push_back(std::move(route));
  if (operations) {
    for (Route& route : operations_routes(rooms.operations)) table.push_back(std::move(route));
  }
  return table;
}

Response render_error(const Route* route, std::string_view accept, int status,
                      std::string_view text) {
  const bool page = route != nullptr ? route->name.starts_with("page.")
                                     : accept.find("text/html") != std::string_view::npos;
  if (page) {
    pages::Page shown;
    shown.brand = "Usher";
    shown.title = std::string(http::reason_of(status));
    shown.text = std::string(text);
    return pages::page_reply(status, shown);
  }
  return error_reply(http::answer_format(accept), status, text);
}

}  // namespace usher::api
