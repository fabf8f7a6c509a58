#include "service/mailing/message_template.hpp"
#include "api/published/mailing/message.hpp"
#include "api/published/path.hpp"
#include "api/published/result_page.hpp"
#include "service/mailing/message.hpp"

namespace usher::api::published {
namespace {

using domain::MessageTemplate;
using http::Format;
using http::Method;
using http::Request;
using service::message::CreateFromTemplate;
using service::message_template::List;
using service::message_template::Show;

struct EmailTemplateItem {
  static constexpr std::string_view kXmlName = "EmailTemplateItem";
  std::int64_t Id = 0;
  std::string Title;
};
BOOST_DESCRIBE_STRUCT(EmailTemplateItem, (), (Id, Title))

struct TemplateDetails {
  std::string Content;
  std::int64_t Id = 0;
  std::string Text;
  std::string Thumbnail;
  std::string Title;
};
BOOST_DESCRIBE_STRUCT(TemplateDetails, (), (Content, Id, Text, Thumbnail, Title))

Result<List::Input> read_list(const Request& request) {
  return read_page_of<List::Input>(request, "idList", {domain::kMessageTemplateProperties});
}

http::Response write_list(Format format, const List::Value& found) {
  return page_reply(format, page_of<EmailTemplateItem>(found, [](const MessageTemplate& each) {
                      return EmailTemplateItem{each.id, each.title};
                    }));
}

Result<Show::Input> read_show(const Request& request) {
  return by_numbers<Show::Input>(request, "idList", "idTemplate");
}

http::Response write_details(Format format, const MessageTemplate& shown) {
  return reply(format,
               TemplateDetails{shown.content, shown.id, shown.text, shown.thumbnail, shown.title},
               EmailTemplateItem::kXmlName);
}

Result<CreateFromTemplate::Input> read_create(const Request& request) {
  return by_numbers<CreateFromTemplate::Input>(request, "idList", "idTemplate");
}

}  // namespace

void add_message_templates(ResourceRoutes& routes) {
  routes.add<List>(Method::get, "List/{idList}/Templates", read_list, write_list)
      .add<Show>(Method::get, "List/{idList}/Templates/{idTemplate}", read_show, write_details)
      .add<CreateFromTemplate>(Method::post, "List/{idList}/Email/Template/{idTemplate}",
                               read_create, write_message);
}

}  // namespace usher::api::published
