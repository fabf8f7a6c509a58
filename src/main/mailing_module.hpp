/// Mailing in the server: the account's resources, links in mails, and the workers that send
/// messages and carry out imports.
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
  /// Finishes mails in flight, ends the workers' threads.
  void stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace usher
