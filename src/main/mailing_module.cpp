#include "main/mailing_module.hpp"

#include <optional>

#include "api/mailing_routes.hpp"
#include "main/provisioning_module.hpp"
#include "worker/bulk_mail_coordinator.hpp"
#include "worker/imports.hpp"

namespace usher {
namespace {

worker::BulkMailOptions bulk_mail_options(const Config& config) {
  worker::BulkMailOptions options;
  options.connections = config.mail_connections;
  options.messages_per_second = config.messages_per_second;
  options.rules.lease = std::chrono::seconds(config.lease_seconds);
  options.rules.retry = task_rules(config).retry;
  options.rules.from = config.mail_from;
  options.rules.public_url = config.public_url;
  options.rules.confirmations_per_day = config.mails_per_address;
  return options;
}

worker::BulkMailTools bulk_mail_tools(const Config& config, const Keys& keys,
                                      const mail::Templates& templates) {
  return {keys, templates, config.mail_from, config.public_url, config.bounce_address};
}

}  // namespace

struct MailingModule::Parts {
  explicit Parts(ServerContext& shared) : context(shared) {}

  ServerContext& context;
  store::Store& store = *context.base.store;
  api::published::ResourceTools resources{store,
                                          context.rate,
                                          context.readers,
                                          context.proxies,
                                          context.base.config.public_url,
                                          *context.base.keys,
                                          context.base.random};
  api::pages::PublishedRoutes published_routes{store, {*context.base.keys}};
  api::pages::SubscriptionLinkRoutes subscription_link_routes{store, {*context.base.keys}};
  api::TrackingRoutes tracking_routes{store, {*context.base.keys}};

  worker::BulkMailCoordinator bulk_mail{
      bulk_mail_options(context.base.config),
      *context.base.store,
      context.base.random,
      mailer_maker(context.base.config),
      bulk_mail_tools(context.base.config, *context.base.keys, context.templates),
      context.base.clock,
      context.base.log,
      context.base.metrics};
  std::optional<worker::Imports> imports;  ///< the thread of Imports runs from start() to stop()
};

MailingModule::MailingModule(ServerContext& context) : parts_(std::make_unique<Parts>(context)) {}
MailingModule::~MailingModule() = default;

void MailingModule::add_routes(std::vector<http::Route>& routes) {
  api::add_mailing_routes(routes, {parts_->resources, parts_->published_routes,
                                   parts_->subscription_link_routes, parts_->tracking_routes});
}

void MailingModule::start() {
  parts_->imports.emplace(*parts_->context.base.store, parts_->context.base.log);
  parts_->bulk_mail.start();
}

void MailingModule::wake() {
  parts_->bulk_mail.wake();
  if (parts_->imports) parts_->imports->wake();
}

void MailingModule::stop() {
  parts_->bulk_mail.stop();
  parts_->imports.reset();
}

}  // namespace usher
