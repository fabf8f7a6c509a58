#include "api/passwords.hpp"

#include "api/ask.hpp"
#include "base/clock.hpp"
#include "base/password.hpp"

namespace usher::api {
namespace {

Error overloaded() {
  return Error{Errc::too_many, "Too many people are signing in at this moment. Try again shortly.",
               1};
}

}  // namespace

http::Task<Result<service::PasswordProof>> Passwords::prove(const http::Request& request,
                                                            service::Throttle::Attempt attempt,
                                                            Secret password) {
  std::optional<service::PasswordCandidate> candidate;
  if (attempt.device_cookie_time) {
    candidate = co_await ask<&service::find_candidate>(store_, attempt.user_name);
    attempt.trusted = attempt.trusted || candidate->password_set_at == attempt.device_cookie_time;
  }
  const Result<void> allowed = throttle_.begin(attempt, steady_now());
  if (!allowed) co_return allowed.error();
  std::optional<Result<service::PasswordProof>> proof;
  try {
    if (!candidate) {
      candidate = co_await ask<&service::find_candidate>(store_, attempt.user_name);
    }
    auto check = [&candidate, &password] { return service::check_password(*candidate, password); };
    proof = co_await ask(pool_, request, check);
  } catch (...) {
    throttle_.cancel(attempt);
    throw;
  }
  if (!proof) {
    // Abandoned requests count, so that disconnecting does not avoid the throttle.
    if (!request.is_abandoned()) throttle_.cancel(attempt);
    co_return overloaded();
  }
  if (*proof) throttle_.record_success(attempt);
  co_return std::move(*proof);
}

http::Task<Result<std::string>> Passwords::hash(const http::Request& request, Secret password) {
  auto work = [&password] { return hash_password(password); };
  std::optional<std::string> hash = co_await ask(pool_, request, work);
  if (!hash) co_return overloaded();
  co_return std::move(*hash);
}

}  // namespace usher::api
