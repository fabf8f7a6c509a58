/// The one way in for passwords: how often, whose, and is it the right one.
#pragma once

#include <string>

#include "base/pool.hpp"
#include "base/secret.hpp"
#include "http/message.hpp"
#include "http/task.hpp"
#include "service/access/credential.hpp"
#include "service/access/throttle.hpp"
#include "service/endpoint.hpp"

namespace usher::api {

/// Thread-safe.
class Passwords {
 public:
  /// All references must outlive this.
  Passwords(service::Endpoint<service::credential::Find>& find, service::Throttle& throttle,
            Pool& pool)
      : find_(find), throttle_(throttle), pool_(pool) {}

  /// `not_found`: no such account, or a wrong password; `too_many`: to be tried again later.
  http::Task<Result<service::credential::Proof>> prove(const http::Request& request,
                                                       service::Throttle::Attempt attempt,
                                                       Secret password);
  /// A password that somebody has chosen, as it is stored; `too_many` as above.
  http::Task<Result<std::string>> hash(const http::Request& request, Secret password);

 private:
  service::Endpoint<service::credential::Find>& find_;
  service::Throttle& throttle_;
  Pool& pool_;
};

}  // namespace usher::api
