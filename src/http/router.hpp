/// The table from verb and path to handler.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "http/task.hpp"

namespace usher::http {

using Handler = std::function<Task<Response>(const Request&)>;

struct Route {
  Method method;
  /// Segments are matched case-insensitively; `{name}` takes one whole non-empty segment.
  std::string path;
  /// For metrics and logs, where the path with its ids would make too many series.
  std::string name;
  Handler handler;
  std::size_t body_limit = 64 * 1024;  ///< bytes; a larger body is answered 413
};

/// Immutable once built; thread-safe.
class Router {
 public:
  struct Match {
    const Route* route = nullptr;  ///< null: see `path_known`
    std::vector<std::string_view> parameters;
    bool path_known = false;  ///< true without a route: 405
    std::string allow;        ///< for 405: the verbs that the path knows
  };

  /// REQUIRES: no two routes with the same verb and shape.
  explicit Router(std::vector<Route> routes);
  ~Router();

  /// A literal segment wins over a parameter. HEAD finds a GET route when it has none of its own.
  Match find(Method method, std::string_view path) const;
  const std::vector<Route>& routes() const { return routes_; }

 private:
  struct Node;
  std::vector<Route> routes_;
  std::unique_ptr<Node> root_;
};

}  // namespace usher::http
