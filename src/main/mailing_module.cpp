#include "main/mailing_module.hpp"

#include <optional>

#include "api/mailing_routes.hpp"
#include "main/provisioning_module.hpp"
#include "service/endpoint.hpp"
#include "worker/imports.hpp"
#include "worker/sendings.hpp"

namespace usher {
namespace {

using store::Access;

template <class S>
using Writing = service::Asked<S, Access::write>;
template <class S>
using Reading = service::Asked<S, Access::read>;

worker::SendingsOptions sendings_options(const Config& config) {
  worker::SendingsOptions options;
  options.connections = config.mail_connections;
  options.messages_per_second = config.messages_per_second;
  options.rules.lease = std::chrono::seconds(config.lease_seconds);
  options.rules.retry = worker_options(config).rules.retry;
  options.rules.from = config.mail_from;
  options.rules.public_url = config.public_url;
  options.rules.confirmations_a_day = config.mails_per_address;
  return options;
}

worker::MailTools mail_tools(const Config& config, const Keys& keys,
                             const mail::Templates& templates) {
  return {keys, templates, config.mail_from, config.public_url, config.bounce_address};
}

}  // namespace

struct MailingModule::Parts {
  explicit Parts(ServerContext& shared) : context(shared) {}

  ServerContext& context;
  store::Store& store = *context.base.store;
  Reading<service::image::Serve> serve_image{store};
  Reading<service::message::ReadOnline> read_message{store, *context.base.keys};
  Reading<service::reaction::FindLink> find_link{store, *context.base.keys};
  Writing<service::reaction::Record> record_reaction{store, *context.base.keys};
  Reading<service::reaction::Look> look_at_mail{store, *context.base.keys};
  Writing<service::reaction::Leave> leave_list{store, *context.base.keys};
  Writing<service::reaction::Confirm> confirm_subscription{store, *context.base.keys};

  api::published::ResourceTools resources{store,
                                          context.rate,
                                          context.readers,
                                          context.proxies,
                                          context.base.config.public_url,
                                          *context.base.keys,
                                          context.base.random};
  api::pages::PublishedRoutes published_routes{serve_image, read_message};
  api::pages::ReactionRoutes reaction_routes{{look_at_mail, leave_list, confirm_subscription},
                                             *context.base.keys};
  api::TrackingRoutes tracking_routes{find_link, record_reaction, *context.base.keys};

  worker::Sendings sendings{sendings_options(context.base.config),
                            *context.base.store,
                            context.base.random,
                            mailer_maker(context.base.config),
                            mail_tools(context.base.config, *context.base.keys, context.templates),
                            context.base.clock,
                            context.base.log,
                            context.base.metrics};
  std::optional<worker::Imports> imports;  ///< its thread runs from start() to stop()
};

MailingModule::MailingModule(ServerContext& context) : parts_(std::make_unique<Parts>(context)) {}
MailingModule::~MailingModule() = default;

void MailingModule::add_routes(std::vector<http::Route>& routes) {
  api::add_mailing_routes(routes, {parts_->resources, parts_->published_routes,
                                   parts_->reaction_routes, parts_->tracking_routes});
}

void MailingModule::start() {
  parts_->imports.emplace(*parts_->context.base.store, parts_->context.base.log);
  parts_->sendings.start();
}

void MailingModule::wake() {
  parts_->sendings.wake();
  if (parts_->imports) parts_->imports->wake();
}

void MailingModule::stop() {
  parts_->sendings.stop();
  parts_->imports.reset();
}

}  // namespace usher
