#include "api/published/mailing/tag.hpp"

#include "api/published/path.hpp"
#include "api/published/result_page.hpp"
#include "api/wire/json.hpp"
#include "base/text.hpp"
#include "service/mailing/tag.hpp"

namespace usher::api::published {
namespace {

using domain::Tag;
using http::Format;
using http::Method;
using http::Request;

struct TagBody {
  std::optional<bool> Enabled;
  std::optional<std::string> Name;
};
BOOST_DESCRIBE_STRUCT(TagBody, (), (Enabled, Name))

http::Response write_tag(Format format, const Tag& tag) {
  return reply(format, tag_item(tag), EmailTagItem::kXmlName);
}

/// Reads a name from the body: a JSON string, an XML value, or text without quotes, which a
/// published client sends.
Result<std::string> read_tag_name(const Request& request) {
  auto name = read_bare_body<std::string>(request);
  if (name || http::request_format(request.header("Content-Type")) == Format::xml) return name;
  const std::string_view text = trim(request.body);
  const bool is_json = text.empty() || text.starts_with('{') || text.starts_with('[') ||
                       text.starts_with('"') || wire::parse_json(request.body);
  if (is_json || !is_utf8(text)) return name;
  return std::string(text);
}

Result<service::TagsQuery> read_tags_query(const Request& request) {
  return read_page_of<service::TagsQuery>(request, "idList", {domain::kTagProperties});
}

http::Response write_tags(Format format, const domain::ResultPage<Tag>& found) {
  return page_response(format, page_of<EmailTagItem>(found, tag_item));
}

Result<Tag> read_new_tag(const Request& request) {
  const auto path = path_numbers(request, {"idList"});
  if (!path) return path.error();
  auto name = read_tag_name(request);
  if (!name) return name.error();
  return Tag{{}, path->at(0), std::move(*name)};
}

Result<service::TagChange> read_tag_change(const Request& request) {
  const auto path = path_numbers(request, {"idList", "idTag"});
  if (!path) return path.error();
  auto body = read_body<TagBody>(request);
  if (!body) return body.error();
  return service::TagChange{path->at(0), {path->at(1)}, body->Name, body->Enabled};
}

Result<service::TagRef> read_tag_ref(const Request& request) {
  return by_numbers<service::TagRef>(request, "idList", "idTag");
}

}  // namespace

EmailTagItem tag_item(const Tag& tag) { return {tag.enabled, tag.id.value, tag.name}; }

void add_tags(ResourceRoutes& routes) {
  using namespace service;
  routes.add<&list_tags>("GetTags", Method::get, "List/{idList}/Tags", read_tags_query, write_tags)
      .add<&create_tag>("CreateTag", Method::post, "List/{idList}/Tag", read_new_tag, write_tag)
      .add<&update_tag>("UpdateTag", Method::put, "List/{idList}/Tag/{idTag}", read_tag_change,
                        write_tag)
      .add<&delete_tag>("DeleteTag", Method::delete_, "List/{idList}/Tag/{idTag}", read_tag_ref,
                        write_empty<Done>);
}

}  // namespace usher::api::published
