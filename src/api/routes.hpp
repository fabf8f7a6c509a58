/// The whole surface of the server over HTTP, in one table.
#pragma once

#include <vector>

#include "api/oauth/grant.hpp"
#include "api/operations.hpp"
#include "api/pages/access/account.hpp"
#include "api/pages/access/log_on.hpp"
#include "api/pages/access/password.hpp"
#include "api/pages/mailing/published_content.hpp"
#include "api/pages/mailing/reaction.hpp"
#include "api/pages/mailing/tracking.hpp"
#include "api/pages/provisioning/confirm.hpp"
#include "api/published/mailing/routes.hpp"
#include "api/published/provisioning/activation.hpp"
#include "http/server.hpp"

namespace usher::api {

/// References must outlive the routes.
struct Rooms {
  public_::ActivationRoutes& activation;
  oauth::GrantRoutes& grant;
  console::ResourceParts& resources;
  pages::LogOnRoutes& log_on;
  pages::ConfirmRoutes& confirm;
  pages::AccountRoutes& owner;
  pages::PasswordRoutes& password;
  pages::PublishedRoutes& published;
  pages::ReactionRoutes& reaction;
  TrackingRoutes& tracking;
  OperationsRoutes& operations;
};

/// What partners and applicants see. With `operations` also what operators do.
std::vector<http::Route> routes(const Rooms& rooms, bool operations);
/// /healthz, /readyz and /metrics alone, for a listener of their own.
std::vector<http::Route> operations_routes(OperationsRoutes& operations);

/// Renders what http itself refuses in the dialect of the caller: a page for browsers, else the
/// four-field object in the format that Accept asks for.
http::Response render_error(const http::Route* route, std::string_view accept, int status,
                            std::string_view text);

}  // namespace usher::api
