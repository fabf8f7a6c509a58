/// The mailing wing of the server: the account's resources, the links in mails, and the workers for
/// bulk mail and imports.
#pragma once

#include <memory>
#include <vector>

#include "http/router.hpp"
#include "main/server_context.hpp"

namespace usher {

class MailingModule {
 public:
  /// `context` must outlive the module.
  explicit MailingModule(ServerContext& context);
  ~MailingModule();

  void add_routes(std::vector<http::Route>& routes);

  void start();
  void wake();
  /// Finishes the mails in flight and ends the workers' threads.
  void stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace usher
