#include "usher/client/session.hpp"

#include <boost/json.hpp>

#include "response.hpp"
#include "url.hpp"

namespace usher::client {
namespace {

constexpr const char* kConsole = "/API/v1.1/Rest/ConsoleService.svc/";
constexpr int kUnauthorized = 401;

HttpRequest request(const char* method, std::optional<std::string> body = {}) {
  HttpRequest request;
  request.method = method;
  request.body = std::move(body);
  // POST is not idempotent, unlike the other methods.
  request.at_most_once = request.method == "POST";
  return request;
}

}  // namespace

Session::Session(Application application, std::shared_ptr<TokenStore> store,
                 std::shared_ptr<Transport> transport, std::shared_ptr<Time> time)
    : service_(validated_base_url(application.base_url) + kConsole),
      store_(std::move(store)),
      transport_(transport),
      oauth_(std::move(application), std::move(transport), std::move(time)) {}

void Session::adopt(const Tokens& tokens) {
  const std::lock_guard lock(mutex_);
  save(tokens);
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
  if (!query.empty()) request.url += "?" + form_encode(query);
  const Tokens tokens = current_tokens();
  request.bearer = tokens.access;
  HttpResponse response = transport_->send(request);
  if (response.status == kUnauthorized) {
    request.bearer = refreshed_tokens(tokens).access;
    response = transport_->send(request);
  }
  return parse_service_response(request, response);
}

Tokens Session::current_tokens() {
  const std::lock_guard lock(mutex_);
  if (!tokens_) tokens_ = store_->load();
  if (!tokens_) throw NotSignedIn("there are no tokens: sign in first");
  if (unsaved_) save(*tokens_);
  return *tokens_;
}

Tokens Session::refreshed_tokens(const Tokens& refused) {
  std::promise<Tokens> promise;
  {
    std::unique_lock lock(mutex_);
    // Another thread has refreshed already.
    if (!(tokens_->access == refused.access)) {
      if (unsaved_) save(*tokens_);
      return *tokens_;
    }
    if (pending_refresh_) {
      const std::shared_future<Tokens> pending = *pending_refresh_;
      lock.unlock();
      return pending.get();
    }
    pending_refresh_ = promise.get_future().share();
  }
  try {
    const Tokens fresh = refresh(refused);
    promise.set_value(fresh);
    return fresh;
  } catch (...) {
    {
      const std::lock_guard lock(mutex_);
      pending_refresh_.reset();
    }
    promise.set_exception(std::current_exception());
    throw;
  }
}

Tokens Session::refresh(const Tokens& refused) {
  // Another process may have used the refresh token; the server treats a second use as theft.
  const std::optional<Tokens> stored = store_->load();
  const bool refreshed_elsewhere = stored && !(stored->access == refused.access);
  const Tokens fresh = refreshed_elsewhere ? *stored : oauth_.refresh(refused.refresh);
  const std::lock_guard lock(mutex_);
  // A sign-in during the refresh, possibly to another account, takes precedence.
  if (tokens_->access == refused.access) save(fresh);
  pending_refresh_.reset();
  return *tokens_;
}

void Session::save(const Tokens& tokens) {
  // The new tokens are kept in memory first, because they are the only valid tokens if the store
  // fails.
  tokens_ = tokens;
  unsaved_ = true;
  store_->save(tokens);
  unsaved_ = false;
}

}  // namespace usher::client
