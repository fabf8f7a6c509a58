/// Maps methods and paths to handlers.
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

/// A row of the route table.
struct Route {
  Method method;
  /// Segments match case-insensitively; `{name}` matches one whole non-empty segment.
  std::string path;
  /// The label in metrics, which replaces the path: paths with ids would create too many series.
  std::string name;
  Handler handler;
  std::size_t body_limit = 64 * 1024;  ///< bytes; a larger body gets 413
};

/// Finds the route of a request. Immutable, thread-safe.
class Router {
 public:
  /// The result of find().
  struct Match {
    const Route* route = nullptr;  ///< null if no route matched
    std::vector<std::string_view> parameters;
    bool path_known = false;  ///< true if the path has routes for other methods (405, not 404)
    std::string allow;        ///< the path's methods for the Allow header of a 405
  };

  /// REQUIRES: no two routes have the same method and path, disregarding the names of parameters.
  explicit Router(std::vector<Route> routes);
  ~Router();

  /// Finds a route. Literal segments precede parameters; HEAD falls back to GET.
  Match find(Method method, std::string_view path) const;
  const std::vector<Route>& routes() const { return routes_; }

 private:
  struct Node;
  std::vector<Route> routes_;
  std::unique_ptr<Node> root_;
};

}  // namespace usher::http
