#include "api/published/mailing/message_query.hpp"

#include "api/published/path.hpp"
#include "api/published/result_page.hpp"
#include "domain/wire_date.hpp"
#include "http/form.hpp"
#include "service/mailing/message_query.hpp"

namespace usher::api::published {
namespace {

using domain::MessageSummary;
using http::Format;
using http::Method;
using http::Request;
using service::OnlineMessage;

struct EmailMessageItem {
  static constexpr std::string_view kXmlName = "EmailMessageItem";
  std::string CreationDate;
  std::string Notes;
  std::int64_t ServiceType = 0;  // 0 is "newsletter", the only type
  std::string Subject;
  std::int64_t idList = 0;
  std::int64_t idMessage = 0;
};
BOOST_DESCRIBE_STRUCT(EmailMessageItem, (),
                      (CreationDate, Notes, ServiceType, Subject, idList, idMessage))

struct EmailPublishedMessageItem {
  static constexpr std::string_view kXmlName = "EmailPublishedMessageItem";
  std::string CreationDate;
  std::string LastSendDate;
  std::string Notes;
  std::string Subject;
  std::string Url;
  std::int64_t idList = 0;
  std::int64_t idMessage = 0;
};
BOOST_DESCRIBE_STRUCT(EmailPublishedMessageItem, (),
                      (CreationDate, LastSendDate, Notes, Subject, Url, idList, idMessage))

EmailMessageItem message_item(const MessageSummary& message) {
  return {domain::wire_date(message.created_at),
          message.notes,
          0,
          message.subject,
          message.list,
          message.id.value};
}

EmailPublishedMessageItem published_message_item(const MessageSummary& message, std::string url) {
  return {domain::wire_date(message.created_at),
          domain::wire_date(message.sent_at),
          message.notes,
          message.subject,
          std::move(url),
          message.list,
          message.id.value};
}

http::Response write_messages(Format format, const domain::ResultPage<MessageSummary>& found) {
  return page_response(format, page_of<EmailMessageItem>(found, message_item));
}

http::Response write_archived(Format format, const domain::ResultPage<MessageSummary>& found) {
  return page_response(format, page_of<EmailPublishedMessageItem>(found, [](const auto& message) {
                         return published_message_item(message, "");
                       }));
}

http::Response write_online(Format format, const domain::ResultPage<OnlineMessage>& found,
                            const std::string& url) {
  return page_response(format, page_of<EmailPublishedMessageItem>(found, [&](const auto& item) {
                         return published_message_item(item.message, url + "/online/" + item.token);
                       }));
}

Result<service::TaggedMessagesQuery> read_tagged_messages_query(const Request& request) {
  const auto path = path_numbers(request, {"idList"});
  if (!path) return path.error();
  const http::Form query(request.query);
  auto tags = domain::parse_tag_names(query.find_ignoring_case("tags").value_or(""));
  if (!tags) return tags.error();
  auto page = read_page(request, {domain::kMessageProperties});
  if (!page) return page.error();
  return service::TaggedMessagesQuery{path->at(0), std::move(*tags), std::move(*page)};
}

Result<domain::PageQuery> read_all_messages_query(const Request& request) {
  return read_page(request, {domain::kMessageProperties});
}

Result<service::MessagesQuery> read_messages_query(const Request& request) {
  return read_page_of<service::MessagesQuery>(request, "idList",
                                              {domain::kPublishedMessageProperties});
}

}  // namespace

void add_message_queries(ResourceRoutes& routes, const std::string& public_url, const Keys& keys) {
  using namespace service;
  const auto write_online_messages = [public_url](Format format,
                                                  const domain::ResultPage<OnlineMessage>& found) {
    return write_online(format, found, public_url);
  };
  routes
      .add<&list_messages>("GetMailMessagesByList", Method::get, "List/{idList}/Emails",
                           read_tagged_messages_query, write_messages)
      .add<&list_all_messages>("GetMailMessagesByUser", Method::get, "User/Emails",
                               read_all_messages_query, write_messages)
      .add<&list_archived_messages>("GetArchivedMailMessagesByList", Method::get,
                                    "List/{idList}/Archived/Emails", read_messages_query,
                                    write_archived)
      .add<&list_online_messages>("GetPublishedMailMessagesByList", Method::get,
                                  "List/{idList}/Online/Emails", read_messages_query,
                                  write_online_messages, PublicationTools{keys});
}

}  // namespace usher::api::published
