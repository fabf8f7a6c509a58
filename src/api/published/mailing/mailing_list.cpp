#include "api/published/mailing/mailing_list.hpp"

#include "api/published/mailing/mailing_list_body.hpp"
#include "api/published/path.hpp"
#include "api/published/result_page.hpp"
#include "service/mailing/mailing_list.hpp"

namespace usher::api::console {
namespace {

using domain::MailingList;
using http::Format;
using http::Method;
using http::Request;
using service::mailing_list::Create;
using service::mailing_list::Described;
using service::mailing_list::List;
using service::mailing_list::Remove;
using service::mailing_list::Show;
using service::mailing_list::Update;

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

Result<List::Input> read_page_query(const Request& request) {
  return read_page(request, {domain::kMailingListProperties});
}

http::Response write_old_page(Format format, const List::Value& found) {
  return page_reply(
      format, page_of<ConsoleListItem>(found.page, [&](const MailingList& list) {
        return ConsoleListItem{found.company, list.description, list.name, list.number, list.guid};
      }));
}

http::Response write_page(Format format, const List::Value& found) {
  return page_reply(format,
                    page_of<ConsoleExistingListItem>(found.page, [&](const MailingList& list) {
                      return ConsoleExistingListItem{found.company, list.description, list.number,
                                                     list.guid, list.name};
                    }));
}

Result<std::int64_t> read_number(const Request& request) {
  return by_number<std::int64_t>(request, "IdList");
}

template <ListBody kind>
Result<Create::Input> read_create(const Request& request) {
  auto given = read_list_values(request, kind);
  if (!given) return given.error();
  const auto model = model_of(*given);
  return Create::Input{std::move(*given), model};
}

template <ListBody kind>
Result<Update::Input> read_update(const Request& request) {
  const auto number = read_number(request);
  if (!number) return number.error();
  auto given = read_list_values(request, kind);
  if (!given) return given.error();
  return Update::Input{*number, std::move(*given)};
}

http::Response write_list(Format format, const Described& list) {
  return list_reply(format, list.values);
}

http::Response write_list_number(Format format, const Described& made) {
  return bare_reply(format, made.list.number);
}

}  // namespace

void add_mailing_lists(Resources& resources, Random& random) {
  resources.add<List>(Method::get, "User/Lists", read_page_query, write_old_page)
      .add<Create>(Method::post, "User/Lists", read_create<ListBody::create_old>, write_list_number,
                   random)
      .add<Update>(Method::put, "User/List/{IdList}", read_update<ListBody::update_old>, write_list)
      .add<List>(Method::get, "List", read_page_query, write_page)
      .add<Create>(Method::post, "List", read_create<ListBody::create>, write_list, random)
      .add<Show>(Method::get, "List/{IdList}", read_number, write_list)
      .add<Update>(Method::put, "List/{IdList}", read_update<ListBody::update>, write_list)
      .add<Remove>(Method::delete_, "List/{IdList}", read_number, write_nothing<Remove>);
}

}  // namespace usher::api::console
