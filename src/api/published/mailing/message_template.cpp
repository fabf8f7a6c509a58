#include "api/published/mailing/message_template.hpp"

#include "api/published/mailing/message.hpp"
#include "api/published/path.hpp"
#include "api/published/result_page.hpp"
#include "service/mailing/message.hpp"
#include "service/mailing/message_template.hpp"

namespace usher::api::published {
namespace {

using domain::MessageTemplate;
using http::Format;
using http::Method;
using http::Request;
using service::MessageTemplateRef;
using service::MessageTemplatesQuery;

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

Result<MessageTemplatesQuery> read_templates_query(const Request& request) {
  return read_page_of<MessageTemplatesQuery>(request, "idList",
                                             {domain::kMessageTemplateProperties});
}

http::Response write_templates(Format format, const domain::ResultPage<MessageTemplate>& found) {
  return page_response(format, page_of<EmailTemplateItem>(found, [](const MessageTemplate& each) {
                         return EmailTemplateItem{each.id, each.title};
                       }));
}

Result<MessageTemplateRef> read_template_ref(const Request& request) {
  return by_numbers<MessageTemplateRef>(request, "idList", "idTemplate");
}

http::Response write_template_details(Format format, const MessageTemplate& found) {
  return reply(format,
               TemplateDetails{found.content, found.id, found.text, found.thumbnail, found.title},
               EmailTemplateItem::kXmlName);
}

}  // namespace

void add_message_templates(ResourceRoutes& routes) {
  using namespace service;
  routes
      .add<&list_message_templates>("GetEmailTemplates", Method::get, "List/{idList}/Templates",
                                    read_templates_query, write_templates)
      .add<&read_message_template>("GetEmailTemplateDetails", Method::get,
                                   "List/{idList}/Templates/{idTemplate}", read_template_ref,
                                   write_template_details)
      .add<&create_message_from_template>("CreateEmailMessageFromTemplate", Method::post,
                                          "List/{idList}/Email/Template/{idTemplate}",
                                          read_template_ref, write_message);
}

}  // namespace usher::api::published
