/// The table of handlers by method and path.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "http/task.hpp"

namespace usher::http {

using Handler = std::function<Task<Response>(const Request&)>;

/// The decision on a request whose large body was not read yet.
struct Admission {
  std::int64_t party = 0;           ///< becomes Request::party; not 0 if admitted
  std::optional<Response> refusal;  ///< sent at once; the connection is closed after it
};
/// Decides by the head: the request has no body yet.
using Admit = std::function<Task<Admission>(const Request&)>;

/// Bodies of up to this many bytes are read without an admission.
inline constexpr std::size_t kAdmittedBody = 64 * 1024;

/// A row of the table.
struct Route {
  Method method;
  /// Segments match case-insensitively; `{name}` matches one whole non-empty segment.
  std::string path;
  /// The label in metrics, where paths with ids would make too many series.
  std::string name;
  Handler handler;
  std::size_t body_limit = 64 * 1024;  ///< bytes; a larger body gets 413
  /// Called before a body of more than kAdmittedBody bytes is read. May be empty. Its requests may
  /// use the whole budget of bytes.
  Admit admit{};
};

/// Finds the route of a request. Immutable, thread-safe.
class Router {
 public:
  /// The result of find().
  struct Match {
    const Route* route = nullptr;  ///< null: 404 or 405, see `path_known`
    std::vector<std::string_view> parameters;
    bool path_known = false;  ///< without a route: 405
    std::string allow;        ///< for 405: the path's methods
  };

  /// REQUIRES: no two routes with the same method and path, names of parameters aside.
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
