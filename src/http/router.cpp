#include "http/router.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/check.hpp"
#include "base/text.hpp"

namespace usher::http {
namespace {

constexpr std::size_t kMethods = static_cast<std::size_t>(Method::other) + 1;

constexpr std::size_t index_of(Method method) { return static_cast<std::size_t>(method); }

/// Removes and returns the next segment. REQUIRES: `path` starts with '/'.
std::string_view next_segment(std::string_view& path) {
  path.remove_prefix(1);
  const std::size_t end = std::min(path.find('/'), path.size());
  const std::string_view segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Compares case-insensitively without copying the request's segment.
bool precedes(std::string_view a, std::string_view b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return static_cast<unsigned char>(lower(x)) < static_cast<unsigned char>(lower(y));
  });
}

}  // namespace

/// A node of the trie of segments.
struct Router::Node {
  struct Literal {
    std::string segment;
    std::unique_ptr<Node> node;
  };
  std::vector<Literal> literals;  ///< sorted by `precedes`
  std::unique_ptr<Node> parameter;
  std::array<const Route*, kMethods>
      routes{};  ///< the routes that end at this node, indexed by Method

  std::vector<Literal>::const_iterator lower_bound(std::string_view segment) const {
    return std::lower_bound(
        literals.begin(), literals.end(), segment,
        [](const Literal& literal, std::string_view s) { return precedes(literal.segment, s); });
  }

  const Node* literal(std::string_view segment) const {
    const auto found = lower_bound(segment);
    const bool same = found != literals.end() && ascii_iequals(found->segment, segment);
    return same ? found->node.get() : nullptr;
  }

  Node& make_child(std::string_view segment) {
    if (is_parameter(segment)) {
      if (!parameter) parameter = std::make_unique<Node>();
      return *parameter;
    }
    auto position = lower_bound(segment);
    if (position == literals.end() || !ascii_iequals(position->segment, segment)) {
      position = literals.insert(position, Literal{std::string(segment), std::make_unique<Node>()});
    }
    return *position->node;
  }

  const Route* route_for(Method method) const {
    const Route* own = routes[index_of(method)];
    return own == nullptr && method == Method::head ? routes[index_of(Method::get)] : own;
  }

  /// Fills `match` and returns true if a route for `method` is at or below this node. Adds the
  /// path's methods to `allowed`. The longest route limits the recursion.
  bool find(Method method, std::string_view rest, Match& match,
            std::array<bool, kMethods>& allowed) const {
    if (rest.empty()) {
      match.route = route_for(method);
      for (std::size_t i = 0; i < kMethods; ++i) allowed[i] = allowed[i] || routes[i] != nullptr;
      return match.route != nullptr;
    }
    const std::string_view segment = next_segment(rest);
    const Node* next = literal(segment);
    if (next != nullptr && next->find(method, rest, match, allowed)) return true;
    if (!parameter || segment.empty()) return false;
    match.parameters.push_back(segment);
    if (parameter->find(method, rest, match, allowed)) return true;
    match.parameters.pop_back();
    return false;
  }
};

Router::Router(std::vector<Route> routes)
    : routes_(std::move(routes)), root_(std::make_unique<Node>()) {
  for (const Route& route : routes_) {
    CHECK(route.path.starts_with('/'));
    CHECK(route.handler != nullptr);
    Node* node = root_.get();
    for (std::string_view rest = route.path; !rest.empty();) {
      node = &node->make_child(next_segment(rest));
    }
    CHECK(node->routes[index_of(route.method)] == nullptr);
    node->routes[index_of(route.method)] = &route;
  }
}

Router::~Router() = default;

Router::Match Router::find(Method method, std::string_view path) const {
  Match match;
  std::array<bool, kMethods> allowed{};
  if (!path.starts_with('/')) return match;
  if (root_->find(method, path, match, allowed)) {
    match.path_known = true;
    return match;
  }
  match.parameters.clear();
  if (allowed[index_of(Method::get)]) allowed[index_of(Method::head)] = true;
  for (std::size_t i = 0; i < kMethods; ++i) {
    if (!allowed[i]) continue;
    if (!match.allow.empty()) match.allow += ", ";
    match.allow += name_of(static_cast<Method>(i));
    match.path_known = true;
  }
  return match;
}

}  // namespace usher::http
