#include "main/access_module.hpp"

#include <thread>

#include "api/access_routes.hpp"
#include "service/background_calls.hpp"

namespace usher {
namespace {

/// The maximum number of queued password checks, a few seconds of work. Further sign-ins receive
/// 429.
constexpr std::size_t kMaxQueuedHashes = 200;

}  // namespace

struct AccessModule::Parts {
  explicit Parts(ServerContext& shared) : context(shared) {}

  ServerContext& context;
  Installation& base = context.base;
  store::Store& store = *base.store;
  const service::TokenTools token_tools{
      *base.keys, base.random, {std::chrono::seconds(base.config.access_token_seconds)}};
  const service::OwnerTools owner_tools{*base.keys, base.random};
  service::BackgroundCalls background{store};

  service::Throttle throttle{base.random};
  service::Throttle link_throttle{base.random};
  Pool hashing{static_cast<int>(std::max(1U, std::thread::hardware_concurrency())),
               kMaxQueuedHashes};
  api::Passwords passwords{store, throttle, hashing};
  const api::pages::Browsers browsers{base.config.public_url, context.proxies, *base.keys,
                                      base.random};

  api::oauth::GrantRoutes grant_routes{store, token_tools, passwords, base.config.public_url};
  api::pages::LogOnRoutes log_on_routes{store, token_tools, passwords, browsers,
                                        base.config.public_url};
  api::pages::AccountRoutes owner_routes{store, owner_tools, passwords, browsers};
  api::pages::PasswordRoutes password_routes{store,     owner_tools,   background,
                                             passwords, link_throttle, browsers};
};

AccessModule::AccessModule(ServerContext& context) : parts_(std::make_unique<Parts>(context)) {}
AccessModule::~AccessModule() = default;

void AccessModule::add_routes(std::vector<http::Route>& routes) {
  api::add_access_routes(routes, {parts_->grant_routes, parts_->log_on_routes, parts_->owner_routes,
                                  parts_->password_routes});
}

void AccessModule::stop_hashing() { parts_->hashing.stop(); }

}  // namespace usher
