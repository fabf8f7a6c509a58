#include "api/wire/xml.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <pugixml.hpp>
#include <set>
#include <utility>

#include "base/check.hpp"
#include "base/text.hpp"

namespace usher::api::wire {
namespace {

constexpr int kMaxLevels = 32;

/// The memory of pugixml for one body: its copy, 64 bytes for each element and text, 40 for each
/// attribute.
constexpr std::size_t kMaxParserBytes = std::size_t{64} << 20;

/// Limits the memory that pugixml allocates on this thread while the object exists.
class ParserMemory {
 public:
  ParserMemory() {
    static const bool limited = [] {
      pugi::set_memory_management_functions(allocate, std::free);
      return true;
    }();
    CHECK(limited);
    left = kMaxParserBytes;
  }
  ~ParserMemory() { left = SIZE_MAX; }
  ParserMemory(const ParserMemory&) = delete;
  ParserMemory& operator=(const ParserMemory&) = delete;

 private:
  static void* allocate(std::size_t bytes) {
    if (bytes > left) return nullptr;
    left -= bytes;
    return std::malloc(bytes);
  }

  static thread_local std::size_t left;
};
thread_local std::size_t ParserMemory::left = SIZE_MAX;

Error invalid_xml(std::string_view reason) {
  return Error{Errc::invalid, fmt::format("The body is not valid XML: {}.", reason)};
}

std::string_view local_name(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

/// Returns whether a character reference may stand for `c` (XML 1.0, 2.2).
bool is_xml_character(std::uint32_t c) {
  return c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c <= 0xD7FF) ||
         (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

/// Appends the character of a reference; `name` is the text between '&' and ';'. Returns false for
/// an unknown one.
bool append_reference(std::string_view name, std::string& out) {
  constexpr std::array<std::pair<std::string_view, char>, 5> kEntities = {
      {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};
  for (const auto& [entity, character] : kEntities) {
    if (name != entity) continue;
    out += character;
    return true;
  }
  if (!name.starts_with('#')) return false;
  name.remove_prefix(1);
  const int base = name.starts_with('x') ? 16 : 10;
  if (base == 16) name.remove_prefix(1);
  const auto c = parse_integer<std::uint32_t>(name, base);
  if (!c || !is_xml_character(*c)) return false;
  const wchar_t wide[] = {static_cast<wchar_t>(*c), 0};  // UTF-32 here
  out += pugi::as_utf8(wide);
  return true;
}

/// Appends text and resolves its references. Returns false for an invalid one; pugixml accepts
/// unknown entities and any character number.
bool append_text(std::string_view raw, std::string& out) {
  while (true) {
    const std::size_t start = raw.find('&');
    out += raw.substr(0, start);
    if (start == std::string_view::npos) return true;
    const std::size_t end = raw.find(';', start);
    if (end == std::string_view::npos) return false;
    if (!append_reference(raw.substr(start + 1, end - start - 1), out)) return false;
    raw.remove_prefix(end + 1);
  }
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

bool is_nil(const pugi::xml_node& element) {
  for (const pugi::xml_attribute& attribute : element.attributes()) {
    const std::string_view name = attribute.name();
    if (name.size() <= 4 || !name.ends_with(":nil")) continue;
    return std::string_view(attribute.value()) == "true" ||
           std::string_view(attribute.value()) == "1";
  }
  return false;
}

constexpr const char* kTooMany = "it has too many elements";
constexpr const char* kBadReference = "an entity or character reference is not known";
constexpr const char* kBadShape =
    "elements are mixed with text, nested too deep, or repeat an attribute";

/// Returns the problem of an element's attributes, or null. XML 1.0, 3.1 forbids duplicates, which
/// pugixml does not check.
const char* attribute_problem(const pugi::xml_node& element) {
  std::set<std::string_view> names;
  for (const pugi::xml_attribute& attribute : element.attributes()) {
    std::string value;
    if (!append_text(attribute.value(), value)) return kBadReference;
    if (!names.insert(attribute.name()).second) return kBadShape;
  }
  return nullptr;
}

/// Converts elements to nodes.
class Converter {
 public:
  explicit Converter(const OnItem* on_item) : on_item_(on_item) {}

  /// Returns the problem of the element, or null.
  const char* convert(const pugi::xml_node& element, int level, Node& out) {
    if (level > kMaxLevels) return kBadShape;
    if (++elements_ > kMaxElements) return kTooMany;
    if (const char* const problem = attribute_problem(element)) return problem;
    if (is_nil(element)) return nullptr;
    std::string text;
    bool has_children = false;
    for (const pugi::xml_node& child : element.children()) {
      if (child.type() == pugi::node_element) {
        has_children = true;
        if (const char* const problem = convert_child(child, level, out)) return problem;
      } else if (child.type() == pugi::node_pcdata) {
        if (!append_text(child.value(), text)) return kBadReference;
      } else if (child.type() == pugi::node_cdata) {
        text += child.value();
      }
    }
    if (!has_children) {
      out.kind = Node::Kind::text;
      out.text = std::move(text);
      return nullptr;
    }
    out.kind = Node::Kind::object;
    return is_blank(text) ? nullptr : kBadShape;
  }

 private:
  const char* convert_child(const pugi::xml_node& child, int level, Node& out) {
    Node node;
    if (const char* const problem = convert(child, level + 1, node)) return problem;
    if (on_item_ != nullptr && level == 1) {
      (*on_item_)(std::move(node));
      elements_ = 1;
    } else {
      out.members.push_back({std::string(local_name(child.name())), std::move(node)});
    }
    return nullptr;
  }

  const OnItem* const on_item_;
  std::size_t elements_ = 0;  ///< in memory
};

/// Returns the error of a node outside the root element, if any.
std::optional<Error> top_level_problem(const pugi::xml_node& node) {
  if (node.type() == pugi::node_doctype) {
    return Error{Errc::invalid, "The body has a DOCTYPE, which is not allowed."};
  }
  if (node.type() == pugi::node_declaration) {
    const std::string_view encoding = node.attribute("encoding").value();
    if (encoding.empty() || ascii_iequals(encoding, "utf-8")) return std::nullopt;
    return Error{Errc::unsupported, "The body must be in UTF-8."};
  }
  const bool text = node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
  if (text && !is_blank(node.value())) return invalid_xml("there is text outside the root element");
  return std::nullopt;
}

Result<pugi::xml_node> root_of(const pugi::xml_document& document) {
  pugi::xml_node root;
  for (const pugi::xml_node& node : document.children()) {
    if (const auto error = top_level_problem(node)) return *error;
    if (node.type() != pugi::node_element) continue;
    if (root) return invalid_xml("there is more than one root element");
    root = node;
  }
  if (!root) return invalid_xml("there is no root element");
  return root;
}

}  // namespace

Result<Node> parse_xml(std::string_view body, const OnItem* on_item) {
  if (!is_utf8(body) || body.find('\0') != std::string_view::npos) {
    return Error{Errc::invalid, "The body is not valid UTF-8."};
  }
  const ParserMemory memory;
  pugi::xml_document document;
  const auto options = (pugi::parse_default & ~pugi::parse_escapes) | pugi::parse_doctype |
                       pugi::parse_declaration | pugi::parse_fragment |
                       pugi::parse_ws_pcdata_single;
  const pugi::xml_parse_result parsed =
      document.load_buffer(body.data(), body.size(), options, pugi::encoding_utf8);
  if (parsed.status == pugi::status_out_of_memory) return Error{Errc::invalid, kTooManyElements};
  if (!parsed)
    return invalid_xml(fmt::format("{} at byte {}", parsed.description(), parsed.offset));
  const Result<pugi::xml_node> root = root_of(document);
  if (!root) return root.error();
  Node node;
  if (const char* const problem = Converter(on_item).convert(*root, 1, node)) {
    return invalid_xml(problem);
  }
  if (node.kind == Node::Kind::text && is_blank(node.text)) node.kind = Node::Kind::object;
  return node;
}

}  // namespace usher::api::wire
