/// The provisioning wing of the server: the routes, and the worker that processes activations.
#pragma once

#include <memory>
#include <vector>

#include "http/router.hpp"
#include "main/server_context.hpp"
#include "service/provisioning/mail_task.hpp"
#include "worker/transactional_mail_lane.hpp"

namespace usher {

service::TaskRules task_rules(const Config& config);

/// Returns the options of transactional mail. Throws ConfigurationError if an address is invalid.
worker::TransactionalMailOptions transactional_mail_options(const Config& config);

class ProvisioningModule {
 public:
  /// `context` must outlive the module.
  explicit ProvisioningModule(ServerContext& context);
  ~ProvisioningModule();

  void add_routes(std::vector<http::Route>& routes);
  /// Adds /healthz, /readyz and /metrics.
  void add_operations_routes(std::vector<http::Route>& routes);

  void start();
  void wake();
  /// Makes /readyz report "not ready".
  void drain();
  /// Finishes the mails in flight and ends the worker's threads.
  void stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace usher
