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

/// Checks and hashes all passwords of the pages and of OAuth. Throttles attempts and computes the
/// hashes in a separate thread pool. Thread-safe.
class Passwords {
 public:
  /// All references must outlive the object.
  Passwords(store::Store& store, service::Throttle& throttle, Pool& pool)
      : store_(store), throttle_(throttle), pool_(pool) {}

  /// Checks a password. Returns `not_found` if the account is unknown or the password is wrong,
  /// `too_many` if the attempt is throttled or the pool is overloaded.
  http::Task<Result<service::PasswordProof>> prove(const http::Request& request,
                                                   service::Throttle::Attempt attempt,
                                                   Secret password);
  /// Hashes a chosen password for storage. Returns `too_many` if the pool is overloaded.
  http::Task<Result<std::string>> hash(const http::Request& request, Secret password);

 private:
  store::Store& store_;
  service::Throttle& throttle_;
  Pool& pool_;
};

}  // namespace usher::api
