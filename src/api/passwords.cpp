#include "api/passwords.hpp"

#include "api/ask.hpp"
#include "base/clock.hpp"
#include "base/password.hpp"

namespace usher::api {
namespace {

namespace credential = service::credential;

Error busy() {
  return Error{Errc::too_many, "Too many people are signing in at this moment. Try again shortly.",
               1};
}

}  // namespace

http::Task<Result<credential::Proof>> Passwords::prove(const http::Request& request,
                                                       service::Throttle::Attempt attempt,
                                                       Secret password) {
  std::optional<credential::Candidate> candidate;
  if (attempt.marked) {
    candidate = co_await ask(find_, attempt.user_name);
    attempt.known = attempt.known || candidate->password_set_at == attempt.marked;
  }
  const Result<void> allowed = throttle_.begin(attempt, steady_now());
  if (!allowed) co_return allowed.error();
  std::optional<Result<credential::Proof>> proof;
  try {
    if (!candidate) candidate = co_await ask(find_, attempt.user_name);
    auto check = [&candidate, &password] { return credential::check(*candidate, password); };
    proof = co_await ask(pool_, request, check);
  } catch (...) {
    throttle_.forget(attempt);  // the database's failure is not the caller's
    throw;
  }
  if (!proof) {
    // Whoever hangs up to try the next one has tried all the same.
    if (!request.is_abandoned()) throttle_.forget(attempt);
    co_return busy();
  }
  if (*proof) throttle_.succeeded(attempt);
  co_return std::move(*proof);
}

http::Task<Result<std::string>> Passwords::hash(const http::Request& request, Secret password) {
  auto work = [&password] { return hash_password(password); };
  std::optional<std::string> hash = co_await ask(pool_, request, work);
  if (!hash) co_return busy();
  co_return std::move(*hash);
}

}  // namespace usher::api
