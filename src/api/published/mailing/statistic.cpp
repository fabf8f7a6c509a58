#include "api/published/mailing/statistic.hpp"

#include "api/published/path.hpp"
#include "api/published/result_page.hpp"
#include "service/mailing/statistic.hpp"

namespace usher::api::published {
namespace {

using domain::LinkCount;
using domain::MessageCount;
using domain::ReaderCount;
using domain::Topic;
using http::Format;
using http::Method;
using http::Request;
using service::ClicksQuery;
using service::StatisticCountQuery;
using service::StatisticListQuery;

// The names of ids begin with a capital letter here, unlike in other resources.
struct MessageRecipientItem {
  static constexpr std::string_view kXmlName = "MessageRecipientItem";
  std::string Email;
  std::int64_t IdMessage = 0;
  std::int64_t IdRecipient = 0;
};
BOOST_DESCRIBE_STRUCT(MessageRecipientItem, (), (Email, IdMessage, IdRecipient))

struct MessageCountItem {
  static constexpr std::string_view kXmlName = "MessageCountItem";
  std::int64_t Count = 0;
  std::string Email;
  std::int64_t IdMessage = 0;
  std::int64_t IdRecipient = 0;
};
BOOST_DESCRIBE_STRUCT(MessageCountItem, (), (Count, Email, IdMessage, IdRecipient))

struct MessageBounceItem {
  static constexpr std::string_view kXmlName = "MessageBounceItem";
  std::string Email;
  std::int64_t IdMessage = 0;
  std::int64_t IdRecipient = 0;
  std::string Type;
};
BOOST_DESCRIBE_STRUCT(MessageBounceItem, (), (Email, IdMessage, IdRecipient, Type))

struct MessageUrlItem {
  static constexpr std::string_view kXmlName = "MessageUrlItem";
  std::int64_t Count = 0;
  std::int64_t IdMessage = 0;
  std::string Url;
};
BOOST_DESCRIBE_STRUCT(MessageUrlItem, (), (Count, IdMessage, Url))

struct MessageUrlDetailItem {
  static constexpr std::string_view kXmlName = "MessageUrlDetailItem";
  std::int64_t Count = 0;
  std::string Email;
  std::int64_t IdMessage = 0;
  std::int64_t IdRecipient = 0;
  std::string Url;
};
BOOST_DESCRIBE_STRUCT(MessageUrlDetailItem, (), (Count, Email, IdMessage, IdRecipient, Url))

struct RecipientCountItem {
  static constexpr std::string_view kXmlName = "RecipientCountItem";
  std::int64_t Count = 0;
  std::int64_t IdList = 0;
  std::int64_t IdMessage = 0;
  std::string Notes;
  std::string Subject;
};
BOOST_DESCRIBE_STRUCT(RecipientCountItem, (), (Count, IdList, IdMessage, Notes, Subject))

struct RecipientBounceItem {
  static constexpr std::string_view kXmlName = "RecipientBounceItem";
  std::int64_t Count = 0;
  std::int64_t IdList = 0;
  std::int64_t IdMessage = 0;
  std::string Notes;
  std::string Subject;
  std::string Type;
};
BOOST_DESCRIBE_STRUCT(RecipientBounceItem, (), (Count, IdList, IdMessage, Notes, Subject, Type))

struct RecipientUrlItem {
  static constexpr std::string_view kXmlName = "RecipientUrlItem";
  std::int64_t Count = 0;
  std::int64_t IdList = 0;
  std::int64_t IdMessage = 0;
  std::string Notes;
  std::string Subject;
  std::string Url;
};
BOOST_DESCRIBE_STRUCT(RecipientUrlItem, (), (Count, IdList, IdMessage, Notes, Subject, Url))

MessageRecipientItem message_recipient_item(const ReaderCount& row) {
  return {row.email, row.message, row.recipient};
}
MessageCountItem message_count_item(const ReaderCount& row) {
  return {row.count, row.email, row.message, row.recipient};
}
MessageBounceItem message_bounce_item(const ReaderCount& row) {
  return {row.email, row.message, row.recipient, std::string(domain::name_of(row.bounce))};
}
MessageUrlDetailItem message_url_detail_item(const ReaderCount& row) {
  return {row.count, row.email, row.message, row.recipient, row.url};
}
MessageUrlItem message_url_item(const LinkCount& row) { return {row.count, row.message, row.url}; }
RecipientCountItem recipient_count_item(const MessageCount& row) {
  return {row.count, row.list, row.message, row.notes, row.subject};
}
RecipientBounceItem recipient_bounce_item(const MessageCount& row) {
  return {row.count, row.list,    row.message,
          row.notes, row.subject, std::string(domain::name_of(row.bounce))};
}
RecipientUrlItem recipient_url_item(const MessageCount& row) {
  return {row.count, row.list, row.message, row.notes, row.subject, row.url};
}

template <Topic topic>
Result<StatisticCountQuery> read_count(const Request& request) {
  const auto path = path_numbers(request, {"id"});
  if (!path) return path.error();
  return StatisticCountQuery{path->at(0), topic};
}

template <Topic topic, const auto& properties>
Result<StatisticListQuery> read_statistic_list(const Request& request) {
  const auto path = path_numbers(request, {"id"});
  if (!path) return path.error();
  auto query = read_page(request, {properties});
  if (!query) return query.error();
  return StatisticListQuery{path->at(0), topic, std::move(*query)};
}
template <Topic topic>
Result<StatisticListQuery> read_readers(const Request& request) {
  return read_statistic_list<topic, domain::kReaderProperties>(request);
}
template <Topic topic>
Result<StatisticListQuery> read_messages(const Request& request) {
  return read_statistic_list<topic, domain::kMessageCountProperties>(request);
}

template <const auto& properties>
Result<ClicksQuery> read_clicks(const Request& request) {
  const auto path = path_numbers(request, {"id"});
  if (!path) return path.error();
  auto query = read_page(request, {properties});
  if (!query) return query.error();
  return ClicksQuery{path->at(0), std::move(*query)};
}

http::Response write_count(Format format, const std::int64_t& count) {
  return bare_response(format, count);
}

/// Returns a writer of pages whose rows become items.
template <class Item, class Row>
auto write_items(Item (*to_item)(const Row&)) {
  return [to_item](Format format, const domain::ResultPage<Row>& found) {
    return page_response(format, page_of<Item>(found, to_item));
  };
}

void add_message_counts(ResourceRoutes& routes) {
  using namespace service;
  routes
      .add<&count_message_statistic>("MessageCountRecipients", Method::get,
                                     "Message/{id}/Count/Recipients", read_count<Topic::deliveries>,
                                     write_count)
      .add<&count_message_statistic>("MessageCountViews", Method::get, "Message/{id}/Count/Views",
                                     read_count<Topic::views>, write_count)
      .add<&count_message_statistic>("MessageCountClicks", Method::get, "Message/{id}/Count/Clicks",
                                     read_count<Topic::clicks>, write_count)
      .add<&count_message_statistic>("MessageCountClicks", Method::get,
                                     "Message/{id}/Count/UrlClicks", read_count<Topic::clicks>,
                                     write_count)
      .add<&count_message_statistic>("MessageCountBounces", Method::get,
                                     "Message/{id}/Count/Bounces", read_count<Topic::bounces>,
                                     write_count)
      .add<&count_message_statistic>("MessageCountUnsubscriptions", Method::get,
                                     "Message/{id}/Count/Unsubscriptions",
                                     read_count<Topic::unsubscriptions>, write_count);
}

void add_message_lists(ResourceRoutes& routes) {
  using namespace service;
  routes
      .add<&list_message_statistic>("MessageListRecipients", Method::get,
                                    "Message/{id}/List/Recipients", read_readers<Topic::deliveries>,
                                    write_items(message_recipient_item))
      .add<&list_message_statistic>("MessageListViews", Method::get, "Message/{id}/List/Views",
                                    read_readers<Topic::views>, write_items(message_count_item))
      .add<&list_message_statistic>("MessageListClicks", Method::get, "Message/{id}/List/Clicks",
                                    read_readers<Topic::clicks>, write_items(message_count_item))
      .add<&list_message_statistic>("MessageListBounces", Method::get, "Message/{id}/List/Bounces",
                                    read_readers<Topic::bounces>, write_items(message_bounce_item))
      .add<&list_message_statistic>(
          "MessageListUnsubscriptions", Method::get, "Message/{id}/List/Unsubscriptions",
          read_readers<Topic::unsubscriptions>, write_items(message_recipient_item))
      .add<&list_message_clicks>(
          "MessageListUrlClickDetails", Method::get, "Message/{id}/List/UrlClickDetails",
          read_clicks<domain::kReaderProperties>, write_items(message_url_detail_item))
      .add<&list_clicked_links>("MessageListUrlClicks", Method::get, "Message/{id}/List/UrlClicks",
                                read_clicks<domain::kLinkCountProperties>,
                                write_items(message_url_item));
}

void add_recipient_counts(ResourceRoutes& routes) {
  using namespace service;
  routes
      .add<&count_recipient_statistic>("RecipientCountDeliveries", Method::get,
                                       "Recipient/{id}/Count/Deliveries",
                                       read_count<Topic::deliveries>, write_count)
      .add<&count_recipient_statistic>("RecipientCountViews", Method::get,
                                       "Recipient/{id}/Count/Views", read_count<Topic::views>,
                                       write_count)
      .add<&count_recipient_statistic>("RecipientCountClicks", Method::get,
                                       "Recipient/{id}/Count/Clicks", read_count<Topic::clicks>,
                                       write_count)
      .add<&count_recipient_statistic>("RecipientCountClicks", Method::get,
                                       "Recipient/{id}/Count/UrlClickDetails",
                                       read_count<Topic::clicks>, write_count)
      .add<&count_recipient_statistic>("RecipientCountBounces", Method::get,
                                       "Recipient/{id}/Count/Bounces", read_count<Topic::bounces>,
                                       write_count)
      .add<&count_recipient_statistic>("RecipientCountUnsubscriptions", Method::get,
                                       "Recipient/{id}/Count/Unsubscriptions",
                                       read_count<Topic::unsubscriptions>, write_count);
}

void add_recipient_lists(ResourceRoutes& routes) {
  using namespace service;
  routes
      .add<&list_recipient_statistic>(
          "RecipientListDeliveries", Method::get, "Recipient/{id}/List/Deliveries",
          read_messages<Topic::deliveries>, write_items(recipient_count_item))
      .add<&list_recipient_statistic>("RecipientListViews", Method::get,
                                      "Recipient/{id}/List/Views", read_messages<Topic::views>,
                                      write_items(recipient_count_item))
      .add<&list_recipient_statistic>("RecipientListClicks", Method::get,
                                      "Recipient/{id}/List/Clicks", read_messages<Topic::clicks>,
                                      write_items(recipient_count_item))
      .add<&list_recipient_statistic>("RecipientListBounces", Method::get,
                                      "Recipient/{id}/List/Bounces", read_messages<Topic::bounces>,
                                      write_items(recipient_count_item))
      .add<&list_recipient_statistic>(
          "RecipientListBounces", Method::get, "Recipient/{id}/List/BouncesDetails",
          read_messages<Topic::bounces>, write_items(recipient_bounce_item))
      .add<&list_recipient_statistic>(
          "RecipientListUnsubscriptions", Method::get, "Recipient/{id}/List/Unsubscriptions",
          read_messages<Topic::unsubscriptions>, write_items(recipient_count_item))
      .add<&list_recipient_clicks>(
          "RecipientListClicksDetails", Method::get, "Recipient/{id}/List/ClicksDetails",
          read_clicks<domain::kMessageCountProperties>, write_items(recipient_url_item))
      .add<&list_recipient_clicks>(
          "RecipientListClicksDetails", Method::get, "Recipient/{id}/List/UrlClickDetails",
          read_clicks<domain::kMessageCountProperties>, write_items(recipient_url_item));
}

}  // namespace

void add_statistics(ResourceRoutes& routes) {
  add_message_counts(routes);
  add_message_lists(routes);
  add_recipient_counts(routes);
  add_recipient_lists(routes);
}

}  // namespace usher::api::published
