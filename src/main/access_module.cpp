#include "main/access_module.hpp"

#include <thread>

#include "api/access_routes.hpp"
#include "service/endpoint.hpp"

namespace usher {
namespace {

using store::Access;

/// Sign-ins of a few seconds: further ones are asked to try again.
constexpr std::size_t kMaxWaitingSignIns = 200;

template <class S>
using Writing = service::Asked<S, Access::write>;
template <class S>
using Reading = service::Asked<S, Access::read>;

}  // namespace

struct AccessModule::Parts {
  explicit Parts(ServerContext& shared) : context(shared) {}

  ServerContext& context;
  store::Store& store = *context.base.store;
  const service::grant::TokenTools token_tools{
      *context.base.keys,
      context.base.random,
      {std::chrono::seconds(context.base.config.access_token_seconds)}};
  Reading<service::credential::Find> candidate{store};
  Reading<service::authorization::Look> look{store};
  Writing<service::authorization::Agree> agree{store, context.base.random};
  Reading<service::authorization::Recognise> recognise_code{store};
  Writing<service::authorization::Exchange> exchange{store, token_tools};
  Reading<service::grant::MaySignIn> may_sign_in{store};
  Writing<service::grant::SignIn> sign_in{store, token_tools};
  Reading<service::grant::Recognise> recognise_token{store, *context.base.keys};
  Writing<service::grant::Refresh> refresh{store, token_tools};
  Reading<service::grant::Identify> identify{store};
  Writing<service::grant::Revoke> revoke{store, *context.base.keys};
  Reading<service::grant::Introspect> introspect{store};

  Reading<service::session::Who> who{store};
  Reading<service::session::Show> session{store};
  Writing<service::session::SignIn> begin_session{store, context.base.random};
  Writing<service::session::End> end_session{store};
  Writing<service::session::Withdraw> withdraw{store};
  Writing<service::password::Change> change_password{store, context.base.random};
  Writing<service::password::Forget> forget_password{store, *context.base.keys,
                                                     context.base.random};
  Reading<service::password::LookAtReset> look_at_reset{store, *context.base.keys};
  Writing<service::password::Reset> reset_password{store, *context.base.keys, context.base.random};
  Reading<service::plan::Show> plan{store};

  // Passwords have cores of their own, as far as nobody else needs them.
  service::Throttle throttle{context.base.random};
  service::Throttle links{context.base.random};
  Pool hashing{static_cast<int>(std::max(1U, std::thread::hardware_concurrency())),
               kMaxWaitingSignIns};
  api::Passwords passwords{candidate, throttle, hashing};
  api::oauth::GrantRoutes grant_routes{
      {recognise_code, exchange, may_sign_in, sign_in, recognise_token, refresh, identify, revoke,
       introspect, *context.base.keys, passwords},
      context.base.config.public_url};
  const api::pages::Browsers browsers{context.base.config.public_url, context.proxies,
                                      *context.base.keys, context.base.random};
  api::pages::LogOnRoutes log_on_routes{
      {look, agree, passwords}, browsers, context.base.config.public_url};
  api::pages::AccountRoutes owner_routes{
      {session, begin_session, end_session, withdraw, plan, passwords}, browsers};
  api::pages::PasswordRoutes password_routes{{who, change_password, forget_password, look_at_reset,
                                              reset_password, plan, passwords, links},
                                             browsers};
};

AccessModule::AccessModule(ServerContext& context) : parts_(std::make_unique<Parts>(context)) {}
AccessModule::~AccessModule() = default;

void AccessModule::add_routes(std::vector<http::Route>& routes) {
  api::add_access_routes(routes, {parts_->grant_routes, parts_->log_on_routes, parts_->owner_routes,
                                  parts_->password_routes});
}

void AccessModule::stop_hashing() { parts_->hashing.stop(); }

}  // namespace usher
