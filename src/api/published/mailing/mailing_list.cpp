#include "api/published/mailing/mailing_list.hpp"

#include "api/published/mailing/mailing_list_body.hpp"
#include "api/published/path.hpp"
#include "api/published/result_page.hpp"
#include "service/mailing/mailing_list.hpp"

namespace usher::api::published {
namespace {

using domain::MailingList;
using http::Format;
using http::Method;
using http::Request;
using service::ListWithSettings;
using service::MailingListChange;
using service::MailingListPage;
using service::NewMailingList;

struct ConsoleListItem {
  static constexpr std::string_view kXmlName = "ConsoleListItem";
  std::string Company;
  std::string Description;
  std::string Name;
  std::int64_t idList = 0;
  std::string listGuid;
};
BOOST_DESCRIBE_STRUCT(ConsoleListItem, (), (Company, Description, Name, idList, listGuid))

struct ConsoleExistingListItem {
  static constexpr std::string_view kXmlName = "ConsoleExistingListItem";
  std::string Company;
  std::string Description;
  std::int64_t IdList = 0;
  std::string ListGuid;
  std::string Name;
};
BOOST_DESCRIBE_STRUCT(ConsoleExistingListItem, (), (Company, Description, IdList, ListGuid, Name))

Result<domain::PageQuery> read_lists_query(const Request& request) {
  return read_page(request, {domain::kMailingListProperties});
}

http::Response write_old_lists(Format format, const MailingListPage& found) {
  const auto to_item = [&found](const MailingList& list) {
    return ConsoleListItem{found.company, list.description, list.name, list.number, list.guid};
  };
  return page_response(format, page_of<ConsoleListItem>(found.page, to_item));
}

http::Response write_lists(Format format, const MailingListPage& found) {
  const auto to_item = [&found](const MailingList& list) {
    return ConsoleExistingListItem{found.company, list.description, list.number, list.guid,
                                   list.name};
  };
  return page_response(format, page_of<ConsoleExistingListItem>(found.page, to_item));
}

Result<std::int64_t> read_list_number(const Request& request) {
  return by_number<std::int64_t>(request, "IdList");
}

template <ListBody kind>
Result<NewMailingList> read_new_list(const Request& request) {
  auto given = read_list_values(request, kind);
  if (!given) return given.error();
  const auto model = model_list(*given);
  return NewMailingList{std::move(*given), model};
}

template <ListBody kind>
Result<MailingListChange> read_list_change(const Request& request) {
  const auto number = read_list_number(request);
  if (!number) return number.error();
  auto given = read_list_values(request, kind);
  if (!given) return given.error();
  return MailingListChange{*number, std::move(*given)};
}

http::Response write_list(Format format, const ListWithSettings& list) {
  return list_response(format, list.values);
}

http::Response write_list_number(Format format, const ListWithSettings& list) {
  return bare_response(format, list.list.number);
}

}  // namespace

void add_mailing_lists(ResourceRoutes& routes, Random& random) {
  using namespace service;
  const MailingListTools tools{random};
  routes
      .add<&list_mailing_lists>("GetExistingLists", Method::get, "User/Lists", read_lists_query,
                                write_old_lists)
      .add<&create_mailing_list>("CreateNewList", Method::post, "User/Lists",
                                 read_new_list<ListBody::create_old>, write_list_number, tools)
      .add<&update_mailing_list>("UpdateExistingList", Method::put, "User/List/{IdList}",
                                 read_list_change<ListBody::update_old>, write_list)
      .add<&list_mailing_lists>("GetExistingLists", Method::get, "List", read_lists_query,
                                write_lists)
      .add<&create_mailing_list>("CreateNewList", Method::post, "List",
                                 read_new_list<ListBody::create>, write_list, tools)
      .add<&read_mailing_list>("GetExistingListById", Method::get, "List/{IdList}",
                               read_list_number, write_list)
      .add<&update_mailing_list>("UpdateExistingList", Method::put, "List/{IdList}",
                                 read_list_change<ListBody::update>, write_list)
      .add<&delete_mailing_list>("DeleteList", Method::delete_, "List/{IdList}", read_list_number,
                                 write_empty<Done>);
}

}  // namespace usher::api::published
