#include "api/wire/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <unordered_set>

namespace usher::api::wire {
namespace {

namespace json = boost::json;

// Boost.JSON's document silently keeps the last of duplicate members. Its event parser makes them
// visible, and keeps numbers as they were written.
class Builder {
 public:
  static constexpr std::size_t max_object_size = 10'000;
  static constexpr std::size_t max_array_size = 1'000'000;
  static constexpr std::size_t max_key_size = 1'000;
  static constexpr std::size_t max_string_size = 16 << 20;

  Node root;
  std::string duplicate;  ///< the name of a duplicate member
  bool too_large = false;  ///< more than kMaxElements
  /// If set, receives the items of a root array, which are not kept.
  const OnItem* on_item = nullptr;

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }

  bool on_object_begin(json::error_code& error) { return open(Node::Kind::object, error); }
  bool on_object_end(std::size_t, json::error_code&) { return close(); }
  bool on_array_begin(json::error_code& error) { return open(Node::Kind::array, error); }
  bool on_array_end(std::size_t, json::error_code&) { return close(); }

  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code& error) {
    text_.append(part.data(), part.size());
    if (!is_new_member(text_)) {
      duplicate = text_;
      error = json::error::syntax;
      return false;
    }
    path_.back().node->members.push_back({std::move(text_), Node{}});
    text_.clear();
    return true;
  }

  bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool on_string(json::string_view part, std::size_t, json::error_code& error) {
    text_.append(part.data(), part.size());
    Node* const node = next_node(error);
    if (node == nullptr) return false;
    node->kind = Node::Kind::text;
    node->text = std::move(text_);
    text_.clear();
    return complete_value();
  }

  bool on_number_part(json::string_view part, json::error_code&) {
    number_.append(part.data(), part.size());
    return true;
  }
  bool on_int64(std::int64_t, json::string_view part, json::error_code& error) {
    return number(part, error);
  }
  bool on_uint64(std::uint64_t, json::string_view part, json::error_code& error) {
    return number(part, error);
  }
  bool on_double(double, json::string_view part, json::error_code& error) {
    return number(part, error);
  }

  bool on_bool(bool boolean, json::error_code& error) {
    Node* const node = next_node(error);
    if (node == nullptr) return false;
    node->kind = Node::Kind::boolean;
    node->boolean = boolean;
    return complete_value();
  }
  bool on_null(json::error_code& error) {
    return next_node(error) != nullptr && complete_value();
  }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  /// An array or object that is not closed yet.
  struct Open {
    Node* node;
    std::unordered_set<std::string> names;  // of its members, from kFewMembers on
  };

  /// Returns the node for the next value: the root, a new item, or the last member. Returns null
  /// and sets `error` if there are too many.
  Node* next_node(json::error_code& error) {
    if (++elements_ > kMaxElements) {
      too_large = true;
      error = json::error::array_too_large;
      return nullptr;
    }
    if (path_.empty()) return &root;
    Node& parent = *path_.back().node;
    if (parent.kind == Node::Kind::array) return &parent.items.emplace_back();
    return &parent.members.back().value;
  }
  bool open(Node::Kind kind, json::error_code& error) {
    Node* const node = next_node(error);
    if (node == nullptr) return false;
    node->kind = kind;
    path_.push_back({node, {}});  // stays valid: a parent grows only after its child is closed
    return true;
  }
  bool close() {
    path_.pop_back();
    return complete_value();
  }
  /// Returns whether the open object lacks this name. Linear search is fastest for few members.
  bool is_new_member(const std::string& name) {
    const Node& object = *path_.back().node;
    if (object.members.size() < kFewMembers) return object.find(name) == nullptr;
    std::unordered_set<std::string>& names = path_.back().names;
    if (names.empty()) {
      for (const Member& member : object.members) names.insert(member.name);
    }
    return names.insert(name).second;
  }
  /// Passes on a completed item of a root array.
  bool complete_value() {
    if (on_item == nullptr || path_.size() != 1 || root.kind != Node::Kind::array) return true;
    (*on_item)(std::move(root.items.back()));
    root.items.clear();
    elements_ = 1;
    return true;
  }
  bool number(json::string_view part, json::error_code& error) {
    number_.append(part.data(), part.size());
    Node* const node = next_node(error);
    if (node == nullptr) return false;
    node->kind = Node::Kind::number;
    node->text = std::move(number_);
    number_.clear();
    return complete_value();
  }

  static constexpr std::size_t kFewMembers = 32;

  std::vector<Open> path_;
  std::string text_;
  std::string number_;
  std::size_t elements_ = 0;  ///< in memory
};

}  // namespace

Result<Node> parse_json(std::string_view body, const OnItem* on_item) {
  json::basic_parser<Builder> parser{json::parse_options()};
  parser.handler().on_item = on_item;
  json::error_code error;
  const std::size_t read = parser.write_some(false, body.data(), body.size(), error);
  Builder& builder = parser.handler();
  if (!builder.duplicate.empty()) {
    return Error{Errc::invalid,
                 fmt::format("The body has the member {} twice.", builder.duplicate)};
  }
  if (builder.too_large) return Error{Errc::invalid, kTooManyElements};
  const bool rest_is_space =
      std::all_of(body.begin() + static_cast<std::ptrdiff_t>(read), body.end(),
                  [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
  if (error || !parser.done() || !rest_is_space) {
    return Error{Errc::invalid, fmt::format("The body is not valid JSON (at byte {}).", read)};
  }
  return std::move(builder.root);
}

}  // namespace usher::api::wire
