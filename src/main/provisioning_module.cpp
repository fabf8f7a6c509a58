#include "main/provisioning_module.hpp"

#include "api/provisioning_routes.hpp"
#include "base/error.hpp"
#include "domain/email.hpp"
#include "mail/mail.hpp"
#include "service/access/reset_link.hpp"
#include "service/mailing/first_list.hpp"
#include "worker/transactional_mail_coordinator.hpp"

namespace usher {

service::TaskRules task_rules(const Config& config) {
  service::TaskRules rules;
  rules.lease = std::chrono::seconds(config.lease_seconds);
  rules.retry.attempts = config.attempts;
  rules.retry.first_delay = std::chrono::seconds(config.first_retry_seconds);
  return rules;
}

worker::TransactionalMailOptions transactional_mail_options(const Config& config) {
  const std::string address = mail::parse_mailbox(config.mail_from).address;
  if (!domain::parse_email(address)) {
    throw ConfigurationError("mail.from takes \"Name <address@example.com>\" or an address.");
  }
  if (!domain::parse_email(config.support_email)) {
    throw ConfigurationError("support.email takes an email address.");
  }
  if (!config.bounce_address.empty() && !domain::parse_email(config.bounce_address)) {
    throw ConfigurationError("mail.bounce_address takes an email address.");
  }
  return {config.mail_connections,
          {config.mail_from, config.support_email, config.public_url, config.bounce_address}};
}

struct ProvisioningModule::Parts {
  explicit Parts(ServerContext& shared) : context(shared) {}

  ServerContext& context;
  store::Store& store = *context.base.store;
  const service::ActivationTools activation_tools{*context.base.keys,
                                                  context.rate,
                                                  context.base.random,
                                                  {context.base.config.mails_per_address}};
  const service::TaskTools task_tools{*context.base.keys,
                                      context.base.random,
                                      task_rules(context.base.config),
                                      {&service::find_reset_link, &service::create_first_lists}};

  api::public_::ActivationRoutes activation_routes{store, activation_tools, context.proxies,
                                                   context.base.config.allow_private_ips,
                                                   context.base.clock};
  api::pages::ConfirmRoutes confirm_routes{store, activation_tools};
  api::OperationsRoutes operations{store, context.base.metrics};

  worker::TransactionalMailCoordinator mail{transactional_mail_options(context.base.config),
                                            store,
                                            task_tools,
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

void ProvisioningModule::start() { parts_->mail.start(); }
void ProvisioningModule::wake() { parts_->mail.wake(); }
void ProvisioningModule::drain() { parts_->operations.drain(); }
void ProvisioningModule::stop() { parts_->mail.stop(); }

}  // namespace usher
