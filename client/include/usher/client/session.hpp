/// Calls one account's resources and refreshes the tokens automatically.
#pragma once

#include <boost/json/value.hpp>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "usher/client/oauth.hpp"
#include "usher/client/token_store.hpp"

namespace usher::client {

/// The names and values of a query string. The library encodes them.
using Query = std::vector<std::pair<std::string, std::string>>;

/// A session of one account, which sends calls with the tokens of one store. Thread-safe; calls
/// block.
///
/// After a 401 the tokens are refreshed once, saved, and the call is repeated once. Threads that
/// need a refresh at the same time share one refresh. Processes may share a store: a session checks
/// whether another process has refreshed the tokens before it refreshes them. Other failures are
/// not retried.
///
/// Paths are relative to `ConsoleService.svc/` and have no query: "Console/User/Lists". The calls
/// return null if the response has no body. The calls throw ServiceError (also for a second 401),
/// RateLimited, OAuthError ("invalid_grant": the user must sign in again), NotSignedIn, StoreError,
/// TransportError or ProtocolError, and std::invalid_argument for an invalid path.
class Session {
 public:
  /// Throws std::invalid_argument if the base URL is invalid.
  Session(Application application, std::shared_ptr<TokenStore> store,
          std::shared_ptr<Transport> transport = curl_transport(),
          std::shared_ptr<Time> time = system_time());

  /// Saves the tokens of a sign-in and uses them for further calls. Throws StoreError.
  void adopt(const Tokens& tokens);

  boost::json::value get(const std::string& path, const Query& query = {});
  boost::json::value post(const std::string& path, const boost::json::value& body,
                          const Query& query = {});
  /// Sends a POST without a body.
  boost::json::value post(const std::string& path);
  boost::json::value put(const std::string& path, const boost::json::value& body,
                         const Query& query = {});
  boost::json::value remove(const std::string& path, const Query& query = {});

 private:
  boost::json::value call(HttpRequest request, const std::string& path, const Query& query);
  Tokens current_tokens();
  Tokens refreshed_tokens(const Tokens& refused);
  Tokens refresh(const Tokens& refused);
  void save(const Tokens& tokens);

  const std::string service_;
  const std::shared_ptr<TokenStore> store_;
  const std::shared_ptr<Transport> transport_;
  OAuth oauth_;

  std::mutex mutex_;  ///< guards the members below; never held during a network call
  std::optional<Tokens> tokens_;
  /// Set if the tokens are newer than the store because saving failed. The next call saves them
  /// first.
  bool unsaved_ = false;
  std::optional<std::shared_future<Tokens>> pending_refresh_;
};

}  // namespace usher::client
