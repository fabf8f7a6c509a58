#include "service/mailing/message_page.hpp"
#include "api/published/mailing/message.hpp"
#include "api/published/path.hpp"
#include "api/published/result_page.hpp"
#include "domain/wire_date.hpp"
#include "http/form.hpp"

namespace usher::api::console {
namespace {

using domain::MessageSummary;
using http::Format;
using http::Method;
using http::Request;
using service::message_page::Archived;
using service::message_page::ListAndQuery;
using service::message_page::OfList;
using service::message_page::OfUser;
using service::message_page::Online;

struct EmailMessageItem {
  static constexpr std::string_view kXmlName = "EmailMessageItem";
  std::string CreationDate;
  std::string Notes;
  std::int64_t ServiceType = 0;  // a newsletter: there is nothing else yet
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

EmailMessageItem item_of(const MessageSummary& message) {
  return {domain::wire_date(message.created_at),
          message.notes,
          0,
          message.subject,
          message.list,
          message.id.value};
}

EmailPublishedMessageItem published_of(const MessageSummary& message, std::string url) {
  return {domain::wire_date(message.created_at),
          domain::wire_date(message.sent_at),
          message.notes,
          message.subject,
          std::move(url),
          message.list,
          message.id.value};
}

http::Response write_page(Format format, const domain::ResultPage<MessageSummary>& found) {
  return page_reply(format, page_of<EmailMessageItem>(found, item_of));
}

http::Response write_archived(Format format, const Archived::Value& found) {
  return page_reply(format, page_of<EmailPublishedMessageItem>(found, [](const auto& message) {
                      return published_of(message, "");
                    }));
}

http::Response write_online(Format format, const Online::Value& found, const std::string& url) {
  return page_reply(format, page_of<EmailPublishedMessageItem>(found, [&](const auto& item) {
                      return published_of(item.message, url + "/online/" + item.token);
                    }));
}

Result<OfList::Input> read_of_list(const Request& request) {
  const auto path = path_numbers(request, {"idList"});
  if (!path) return path.error();
  const http::Form query(request.query);
  auto tags = domain::parse_tag_names(query.find_any_case("tags").value_or(""));
  if (!tags) return tags.error();
  auto page = read_page(request, {domain::kMessageProperties});
  if (!page) return page.error();
  return OfList::Input{path->at(0), std::move(*tags), std::move(*page)};
}

Result<OfUser::Input> read_of_user(const Request& request) {
  return read_page(request, {domain::kMessageProperties});
}

Result<ListAndQuery> read_published(const Request& request) {
  return read_page_of<ListAndQuery>(request, "idList", {domain::kPublishedMessageProperties});
}

}  // namespace

void add_message_pages(Resources& resources, const std::string& public_url, const Keys& keys) {
  resources.add<OfList>(Method::get, "List/{idList}/Emails", read_of_list, write_page)
      .add<OfUser>(Method::get, "User/Emails", read_of_user, write_page)
      .add<Archived>(Method::get, "List/{idList}/Archived/Emails", read_published, write_archived)
      .add<Online>(
          Method::get, "List/{idList}/Online/Emails", read_published,
          [public_url](Format format, const Online::Value& found) {
            return write_online(format, found, public_url);
          },
          keys);
}

}  // namespace usher::api::console
