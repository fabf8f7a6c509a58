#include "api/published/mailing/group.hpp"

#include "api/published/path.hpp"
#include "api/wire/read.hpp"
#include "service/mailing/group.hpp"

namespace usher::api::console {
namespace {

using http::Format;
using http::Method;
using http::Request;

struct ConsoleGroupItem {
  static constexpr std::string_view kXmlName = "ConsoleGroupItem";
  std::optional<std::int64_t> Count;  // null in lists and where one was made
  bool Deletable = true;
  std::string Name;
  std::string Notes;
  std::int64_t idGroup = 0;
  std::int64_t idList = 0;
};
BOOST_DESCRIBE_STRUCT(ConsoleGroupItem, (), (Count, Deletable, Name, Notes, idGroup, idList))

// Members that the path has already may come in the body as well: the path wins.
struct GroupBody {
  std::optional<bool> Deletable;
  std::optional<std::string> Name;
  std::optional<std::string> Notes;
};
BOOST_DESCRIBE_STRUCT(GroupBody, (), (Deletable, Name, Notes))

ConsoleGroupItem item_of(const domain::Group& group) {
  return {std::nullopt, group.deletable, group.name, group.notes, group.id.value, group.list};
}

http::Response write_group(Format format, const domain::Group& group) {
  return reply(format, item_of(group), ConsoleGroupItem::kXmlName);
}

Result<service::GroupsQuery> read_list(const Request& request) {
  return read_page_of<service::GroupsQuery>(request, "idList", {domain::kGroupProperties});
}

Result<domain::Group> read_create(const Request& request) {
  const auto path = path_numbers(request, {"idList"});
  if (!path) return path.error();
  auto body = read_body<GroupBody>(request);
  if (!body) return body.error();
  if (!body->Name) return Error{Errc::invalid, "Name is missing."};
  return domain::Group{
      {}, path->at(0), *body->Name, body->Notes.value_or(""), body->Deletable.value_or(true)};
}

Result<service::GroupChange> read_update(const Request& request) {
  const auto path = path_numbers(request, {"idList", "idGroup"});
  if (!path) return path.error();
  auto body = read_body<GroupBody>(request);
  if (!body) return body.error();
  return service::GroupChange{path->at(0), {path->at(1)}, body->Name, body->Notes, body->Deletable};
}

Result<service::GroupRef> read_delete(const Request& request) {
  return by_numbers<service::GroupRef>(request, "idList", "idGroup");
}

}  // namespace

http::Response write_groups(Format format, const domain::ResultPage<domain::Group>& found) {
  return page_reply(format, page_of<ConsoleGroupItem>(found, item_of));
}

void add_groups(Resources& resources) {
  using namespace service;
  resources
      .add<&list_groups>("GetConsoleGroupsByList", Method::get, "List/{idList}/Groups", read_list,
                         write_groups)
      .add<&create_group>("CreateGroup", Method::post, "List/{idList}/Group", read_create,
                          write_group)
      .add<&update_group>("UpdateGroup", Method::put, "List/{idList}/Group/{idGroup}", read_update,
                          write_group)
      .add<&delete_group>("DeleteGroup", Method::delete_, "List/{idList}/Group/{idGroup}",
                          read_delete, write_empty<Done>);
}

}  // namespace usher::api::console
