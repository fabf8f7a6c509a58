#include "main/provisioning_module.hpp"

#include "api/provisioning_routes.hpp"
#include "base/error.hpp"
#include "domain/email.hpp"
#include "service/endpoint.hpp"

namespace usher {
namespace {

using store::Access;

template <class S>
using Writing = service::Asked<S, Access::write>;
template <class S>
using Reading = service::Asked<S, Access::read>;

}  // namespace

worker::LoopOptions worker_options(const Config& config) {
  const std::string address = mail::parse_mailbox(config.mail_from).address;
  if (!domain::parse_email(address)) {
    throw ConfigurationError("mail.from takes \"Name <address@example.com>\" or an address.");
  }
  if (!domain::parse_email(config.support_email)) {
    throw ConfigurationError("support.email takes an e-mail address.");
  }
  if (!config.bounce_address.empty() && !domain::parse_email(config.bounce_address)) {
    throw ConfigurationError("mail.bounce_address takes an e-mail address.");
  }
  worker::LoopOptions options;
  options.rules.lease = std::chrono::seconds(config.lease_seconds);
  options.rules.retry.attempts = config.attempts;
  options.rules.retry.first_delay = std::chrono::seconds(config.first_retry_seconds);
  options.senders.connections = config.mail_connections;
  options.senders.lease = options.rules.lease;
  options.senders.installation = {config.mail_from, config.support_email, config.public_url};
  return options;
}

struct ProvisioningModule::Parts {
  explicit Parts(ServerContext& shared) : context(shared) {}

  ServerContext& context;
  store::Store& store = *context.base.store;
  Writing<service::activation::Submit> submit{
      store, *context.base.keys, context.rate, context.base.random,
      service::activation::Submit::Rules{context.base.config.mails_per_address}};
  Reading<service::activation::Status> status{store, *context.base.keys, context.rate,
                                              context.base.random};
  Writing<service::activation::Confirm> confirm{store, *context.base.keys};
  Reading<service::activation::ConfirmPage> confirm_page{store, confirm.service};

  Reading<service::Overview> overview{store};
  Reading<service::Ping> ping{store};

  api::public_::ActivationRoutes activation_routes{
      submit, status, context.proxies, context.base.config.allow_private_ips, context.base.clock};
  api::pages::ConfirmRoutes confirm_routes{confirm_page, confirm};
  api::OperationsRoutes operations{overview, ping, context.base.metrics};

  worker::Loop loop{worker_options(context.base.config),
                    *context.base.store,
                    *context.base.keys,
                    context.base.random,
                    mailer_maker(context.base.config),
                    context.templates,
                    context.base.clock,
                    context.base.log,
                    context.base.metrics};
};

ProvisioningModule::ProvisioningModule(ServerContext& context)
    : parts_(std::make_unique<Parts>(context)) {}
ProvisioningModule::~ProvisioningModule() = default;

void ProvisioningModule::add_routes(std::vector<http::Route>& routes) {
  api::add_provisioning_routes(routes, {parts_->activation_routes, parts_->confirm_routes});
}

void ProvisioningModule::add_operations_routes(std::vector<http::Route>& routes) {
  api::add_operations_routes(routes, parts_->operations);
}

void ProvisioningModule::start() { parts_->loop.start(); }
void ProvisioningModule::wake() { parts_->loop.wake(); }
void ProvisioningModule::drain() { parts_->operations.drain(); }
void ProvisioningModule::stop() { parts_->loop.stop(); }

}  // namespace usher
