/// Calls on one account's resources, with tokens that are renewed as needed.
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

/// Names and values of a query string; any text, the library encodes it.
using Query = std::vector<std::pair<std::string, std::string>>;

/// Thread-safe. When a call is answered 401, the tokens are refreshed once (threads that need it at
/// the same time share one refresh and its outcome), the new ones are saved, and only then is the
/// call repeated, once. Processes may share one store: before it refreshes, a session looks whether
/// another has done so.
///
/// Paths are those below `ConsoleService.svc/`, e.g. "Console/User/Lists", without a query. An
/// answer without a body is null. Every call throws ServiceError (a second 401 too), RateLimited,
/// OAuthError (with "invalid_grant" the applicant has to sign in again), NotSignedIn, StoreError,
/// TransportError or ProtocolError. Apart from 401 nothing is repeated.
class Session {
 public:
  Session(Application application, std::shared_ptr<TokenStore> store,
          std::shared_ptr<Transport> transport = curl_transport(),
          std::shared_ptr<Time> time = system_time());

  /// Saves the tokens of a sign-in and goes on with them.
  void adopt(const Tokens& tokens);

  boost::json::value get(const std::string& path, const Query& query = {});
  boost::json::value post(const std::string& path, const boost::json::value& body,
                          const Query& query = {});
  /// Without a body.
  boost::json::value post(const std::string& path);
  boost::json::value put(const std::string& path, const boost::json::value& body,
                         const Query& query = {});
  boost::json::value remove(const std::string& path, const Query& query = {});

 private:
  boost::json::value call(HttpRequest request, const std::string& path, const Query& query);
  Tokens current();
  Tokens renewed(const Tokens& refused);
  Tokens renew(const Tokens& refused);
  void keep(const Tokens& tokens);

  const std::string service_;
  const std::shared_ptr<TokenStore> store_;
  const std::shared_ptr<Transport> transport_;
  OAuth oauth_;

  std::mutex mutex_;  ///< guards what follows; never held while the network is waited for
  std::optional<Tokens> tokens_;
  /// The tokens are newer than the store: saving them failed, and is tried again before their next
  /// use.
  bool unsaved_ = false;
  std::optional<std::shared_future<Tokens>> renewal_;  ///< the refresh under way
};

}  // namespace usher::client
