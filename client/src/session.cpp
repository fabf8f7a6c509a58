#include "usher/client/session.hpp"

#include <boost/json.hpp>

#include "address.hpp"
#include "answer.hpp"

namespace usher::client {
namespace {

constexpr const char* kConsole = "/API/v1.1/Rest/ConsoleService.svc/";
constexpr int kUnauthorized = 401;

HttpRequest request(const char* method, std::optional<std::string> body = {}) {
  HttpRequest request;
  request.method = method;
  request.body = std::move(body);
  // What a POST makes must not be made twice; the other methods may arrive twice.
  request.once = request.method == "POST";
  return request;
}

}  // namespace

Session::Session(Application application, std::shared_ptr<TokenStore> store,
                 std::shared_ptr<Transport> transport, std::shared_ptr<Time> time)
    : service_(checked_base(application.base_url) + kConsole),
      store_(std::move(store)),
      transport_(transport),
      oauth_(std::move(application), std::move(transport), std::move(time)) {}

void Session::adopt(const Tokens& tokens) {
  const std::lock_guard lock(mutex_);
  keep(tokens);
}

boost::json::value Session::get(const std::string& path, const Query& query) {
  return call(request("GET"), path, query);
}

boost::json::value Session::post(const std::string& path, const boost::json::value& body,
                                 const Query& query) {
  return call(request("POST", boost::json::serialize(body)), path, query);
}

boost::json::value Session::post(const std::string& path) {
  return call(request("POST", ""), path, {});
}

boost::json::value Session::put(const std::string& path, const boost::json::value& body,
                                const Query& query) {
  return call(request("PUT", boost::json::serialize(body)), path, query);
}

boost::json::value Session::remove(const std::string& path, const Query& query) {
  return call(request("DELETE"), path, query);
}

boost::json::value Session::call(HttpRequest request, const std::string& path, const Query& query) {
  check_path(path);
  request.url = service_ + path;
  if (!query.empty()) request.url += "?" + form_encoded(query);
  const Tokens tokens = current();
  request.bearer = tokens.access;
  HttpResponse answer = transport_->send(request);
  if (answer.status == kUnauthorized) {
    request.bearer = renewed(tokens).access;
    answer = transport_->send(request);
  }
  return service_answer(request, answer);
}

Tokens Session::current() {
  const std::lock_guard lock(mutex_);
  if (!tokens_) tokens_ = store_->load();
  if (!tokens_) throw NotSignedIn("nobody has signed in: there are no tokens");
  if (unsaved_) keep(*tokens_);
  return *tokens_;
}

Tokens Session::renewed(const Tokens& refused) {
  std::promise<Tokens> promise;
  {
    std::unique_lock lock(mutex_);
    // Somebody else was faster.
    if (!(tokens_->access == refused.access)) {
      if (unsaved_) keep(*tokens_);
      return *tokens_;
    }
    if (renewal_) {
      const std::shared_future<Tokens> renewal = *renewal_;
      lock.unlock();
      return renewal.get();
    }
    renewal_ = promise.get_future().share();
  }
  try {
    const Tokens fresh = renew(refused);
    promise.set_value(fresh);
    return fresh;
  } catch (...) {
    {
      const std::lock_guard lock(mutex_);
      renewal_.reset();
    }
    promise.set_exception(std::current_exception());
    throw;
  }
}

Tokens Session::renew(const Tokens& refused) {
  // Another process may have used the refresh token already; a second use would look like a theft.
  const std::optional<Tokens> stored = store_->load();
  const bool renewed_elsewhere = stored && !(stored->access == refused.access);
  const Tokens fresh = renewed_elsewhere ? *stored : oauth_.refresh(refused.refresh);
  const std::lock_guard lock(mutex_);
  // Unless somebody has signed in meanwhile, maybe as somebody else.
  if (tokens_->access == refused.access) keep(fresh);
  renewal_.reset();
  return *tokens_;
}

void Session::keep(const Tokens& tokens) {
  // In memory first: if the store fails, these are the only tokens that still work.
  tokens_ = tokens;
  unsaved_ = true;
  store_->save(tokens);
  unsaved_ = false;
}

}  // namespace usher::client
