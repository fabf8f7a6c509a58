#include "api/published/mailing/group.hpp"

#include "api/published/path.hpp"
#include "api/wire/read.hpp"
#include "service/mailing/group.hpp"

namespace usher::api::published {
namespace {

using http::Format;
using http::Method;
using http::Request;

struct ConsoleGroupItem {
  static constexpr std::string_view kXmlName = "ConsoleGroupItem";
  std::optional<std::int64_t> Count;  // null in every response
  bool Deletable = true;
  std::string Name;
  std::string Notes;
  std::int64_t idGroup = 0;
  std::int64_t idList = 0;
};
BOOST_DESCRIBE_STRUCT(ConsoleGroupItem, (), (Count, Deletable, Name, Notes, idGroup, idList))

// The ids are read from the path; members of the body with the same names are ignored.
struct GroupBody {
  std::optional<bool> Deletable;
  std::optional<std::string> Name;
  std::optional<std::string> Notes;
};
BOOST_DESCRIBE_STRUCT(GroupBody, (), (Deletable, Name, Notes))

ConsoleGroupItem group_item(const domain::Group& group) {
  return {std::nullopt, group.deletable, group.name, group.notes, group.id.value, group.list};
}

http::Response write_group(Format format, const domain::Group& group) {
  return reply(format, group_item(group), ConsoleGroupItem::kXmlName);
}

Result<service::GroupsQuery> read_groups_query(const Request& request) {
  return read_page_of<service::GroupsQuery>(request, "idList", {domain::kGroupProperties});
}

Result<domain::Group> read_new_group(const Request& request) {
  const auto path = path_numbers(request, {"idList"});
  if (!path) return path.error();
  auto body = read_body<GroupBody>(request);
  if (!body) return body.error();
  if (!body->Name) return Error{Errc::invalid, "Name is missing."};
  return domain::Group{
      {}, path->at(0), *body->Name, body->Notes.value_or(""), body->Deletable.value_or(true)};
}

Result<service::GroupChange> read_group_change(const Request& request) {
  const auto path = path_numbers(request, {"idList", "idGroup"});
  if (!path) return path.error();
  auto body = read_body<GroupBody>(request);
  if (!body) return body.error();
  return service::GroupChange{path->at(0), {path->at(1)}, body->Name, body->Notes, body->Deletable};
}

Result<service::GroupRef> read_group_ref(const Request& request) {
  return by_numbers<service::GroupRef>(request, "idList", "idGroup");
}

}  // namespace

http::Response write_groups(Format format, const domain::ResultPage<domain::Group>& found) {
  return page_response(format, page_of<ConsoleGroupItem>(found, group_item));
}

void add_groups(ResourceRoutes& routes) {
  using namespace service;
  routes
      .add<&list_groups>("GetConsoleGroupsByList", Method::get, "List/{idList}/Groups",
                         read_groups_query, write_groups)
      .add<&create_group>("CreateGroup", Method::post, "List/{idList}/Group", read_new_group,
                          write_group)
      .add<&update_group>("UpdateGroup", Method::put, "List/{idList}/Group/{idGroup}",
                          read_group_change, write_group)
      .add<&delete_group>("DeleteGroup", Method::delete_, "List/{idList}/Group/{idGroup}",
                          read_group_ref, write_empty<Done>);
}

}  // namespace usher::api::published
