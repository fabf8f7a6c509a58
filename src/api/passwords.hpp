/// Checks and hashes passwords outside of transactions.
#pragma once

#include <string>

#include "base/pool.hpp"
#include "base/secret.hpp"
#include "http/message.hpp"
#include "http/task.hpp"
#include "service/access/credential.hpp"
#include "service/access/throttle.hpp"
#include "service/operation.hpp"

namespace usher::api {

/// Every password passes through here: attempts are throttled, and a pool of its own computes the
/// hashes. Thread-safe.
class Passwords {
 public:
  /// All references must outlive this.
  Passwords(store::Store& store, service::Throttle& throttle, Pool& pool)
      : store_(store), throttle_(throttle), pool_(pool) {}

  /// `not_found` for an unknown account or a wrong password; `too_many` if the attempt is throttled
  /// or the pool is overloaded.
  http::Task<Result<service::PasswordProof>> prove(const http::Request& request,
                                                   service::Throttle::Attempt attempt,
                                                   Secret password);
  /// Hashes a chosen password for storage; `too_many` if the pool is overloaded.
  http::Task<Result<std::string>> hash(const http::Request& request, Secret password);

 private:
  store::Store& store_;
  service::Throttle& throttle_;
  Pool& pool_;
};

}  // namespace usher::api
