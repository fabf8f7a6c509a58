#include "api/console/mailing_list.hpp"

#include "api/console/page.hpp"
#include "service/mailing_list.hpp"

namespace usher::api::console {
namespace {

using domain::MailingList;
using http::Format;
using http::Request;
using service::mailing_list::List;

struct ConsoleListItem {
  static constexpr std::string_view kXmlName = "ConsoleListItem";
  std::string Company;
  std::string Description;
  std::string Name;
  std::int64_t idList = 0;
  std::string listGuid;
};
BOOST_DESCRIBE_STRUCT(ConsoleListItem, (), (Company, Description, Name, idList, listGuid))

Result<List::Input> read_list(const Request& request) {
  return read_page(request, {domain::kMailingListProperties});
}

http::Response write_list(Format format, const List::Value& found) {
  return page_reply(
      format, page_of<ConsoleListItem>(found.page, [&](const MailingList& list) {
        return ConsoleListItem{found.company, list.description, list.name, list.number, list.guid};
      }));
}

}  // namespace

void add_mailing_lists(Resources& resources) {
  resources.add<List>(http::Method::get, "User/Lists", read_list, write_list);
}

}  // namespace usher::api::console
