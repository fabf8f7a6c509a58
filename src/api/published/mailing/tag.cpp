#include "api/published/mailing/tag.hpp"

#include "api/published/path.hpp"
#include "api/published/result_page.hpp"
#include "base/text.hpp"
#include "service/mailing/tag.hpp"

namespace usher::api::console {
namespace {

using domain::Tag;
using http::Format;
using http::Method;
using http::Request;
using service::tag::Create;
using service::tag::List;
using service::tag::Remove;
using service::tag::Update;

struct TagBody {
  std::optional<bool> Enabled;
  std::optional<std::string> Name;
};
BOOST_DESCRIBE_STRUCT(TagBody, (), (Enabled, Name))

http::Response write_tag(Format format, const Tag& tag) {
  return reply(format, item_of(tag), EmailTagItem::kXmlName);
}

/// A published client sends the name as it is, without the quotes that JSON asks for.
Result<std::string> read_name(const Request& request) {
  auto name = read_bare_body<std::string>(request);
  const std::string_view raw = trim(request.body);
  const bool meant_as_json = raw.empty() || raw.starts_with('{') || raw.starts_with('[') ||
                             raw.starts_with('"') || !is_utf8(raw);
  if (name || meant_as_json ||
      http::request_format(request.header("Content-Type")) == Format::xml) {
    return name;
  }
  // What is JSON but no text is a mistake.
  if (wire::parse_json(request.body)) return name;
  return std::string(raw);
}

Result<List::Input> read_list(const Request& request) {
  return read_page_of<List::Input>(request, "idList", {domain::kTagProperties});
}

http::Response write_list(Format format, const List::Value& found) {
  return page_reply(format, page_of<EmailTagItem>(found, item_of));
}

Result<Create::Input> read_create(const Request& request) {
  const auto path = path_numbers(request, {"idList"});
  if (!path) return path.error();
  auto name = read_name(request);
  if (!name) return name.error();
  return Tag{{}, path->at(0), std::move(*name)};
}

Result<Update::Input> read_update(const Request& request) {
  const auto path = path_numbers(request, {"idList", "idTag"});
  if (!path) return path.error();
  auto body = read_body<TagBody>(request);
  if (!body) return body.error();
  return Update::Input{path->at(0), {path->at(1)}, body->Name, body->Enabled};
}

Result<Remove::Input> read_remove(const Request& request) {
  return by_numbers<Remove::Input>(request, "idList", "idTag");
}

}  // namespace

EmailTagItem item_of(const Tag& tag) { return {tag.enabled, tag.id.value, tag.name}; }

void add_tags(Resources& resources) {
  resources.add<List>(Method::get, "List/{idList}/Tags", read_list, write_list)
      .add<Create>(Method::post, "List/{idList}/Tag", read_create, write_tag)
      .add<Update>(Method::put, "List/{idList}/Tag/{idTag}", read_update, write_tag)
      .add<Remove>(Method::delete_, "List/{idList}/Tag/{idTag}", read_remove,
                   write_nothing<Remove>);
}

}  // namespace usher::api::console
