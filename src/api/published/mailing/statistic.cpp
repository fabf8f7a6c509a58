#include "api/published/mailing/statistic.hpp"

#include "api/published/path.hpp"
#include "api/published/result_page.hpp"
#include "service/mailing/statistic.hpp"

namespace usher::api::console {
namespace {

using domain::LinkCount;
using domain::MessageCount;
using domain::ReaderCount;
using http::Format;
using http::Method;
using http::Request;
using namespace service::statistic;

// Here names begin with a capital, unlike elsewhere.
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

MessageRecipientItem recipient_item(const ReaderCount& it) {
  return {it.email, it.message, it.recipient};
}
MessageCountItem count_item(const ReaderCount& it) {
  return {it.count, it.email, it.message, it.recipient};
}
MessageBounceItem bounce_item(const ReaderCount& it) {
  return {it.email, it.message, it.recipient, std::string(domain::name_of(it.bounce))};
}
MessageUrlDetailItem url_detail_item(const ReaderCount& it) {
  return {it.count, it.email, it.message, it.recipient, it.url};
}
MessageUrlItem url_item(const LinkCount& it) { return {it.count, it.message, it.url}; }
RecipientCountItem message_item(const MessageCount& it) {
  return {it.count, it.list, it.message, it.notes, it.subject};
}
RecipientBounceItem message_bounce_item(const MessageCount& it) {
  return {it.count, it.list,    it.message,
          it.notes, it.subject, std::string(domain::name_of(it.bounce))};
}
RecipientUrlItem message_url_item(const MessageCount& it) {
  return {it.count, it.list, it.message, it.notes, it.subject, it.url};
}

Result<std::int64_t> read_id(const Request& request) {
  return by_number<std::int64_t>(request, "id");
}

template <const auto& properties>
Result<Listed> read_listed(const Request& request) {
  const auto id = read_id(request);
  if (!id) return id.error();
  auto query = read_page(request, {properties});
  if (!query) return query.error();
  return Listed{*id, std::move(*query)};
}

http::Response write_count(Format format, const std::int64_t& count) {
  return bare_reply(format, count);
}

template <class Item, class T, Item (*show)(const T&)>
http::Response write_list(Format format, const domain::ResultPage<T>& found) {
  return page_reply(format, page_of<Item>(found, show));
}

template <class Work>
void add_count(Resources& resources, const std::string& path) {
  resources.add<Work>(Method::get, path, read_id, write_count);
}
template <class Work, class Item, Item (*show)(const ReaderCount&)>
void add_readers(Resources& resources, const std::string& path) {
  resources.add<Work>(Method::get, path, read_listed<domain::kReaderProperties>,
                      write_list<Item, ReaderCount, show>);
}
template <class Work, class Item, Item (*show)(const MessageCount&)>
void add_messages(Resources& resources, const std::string& path) {
  resources.add<Work>(Method::get, path, read_listed<domain::kMessageCountProperties>,
                      write_list<Item, MessageCount, show>);
}

void add_of_messages(Resources& resources) {
  const std::string count = "Message/{id}/Count/";
  add_count<CountOfMessage<Topic::deliveries>>(resources, count + "Recipients");
  add_count<CountOfMessage<Topic::views>>(resources, count + "Views");
  add_count<CountOfMessage<Topic::clicks>>(resources, count + "Clicks");
  add_count<CountOfMessage<Topic::clicks>>(resources, count + "UrlClicks");
  add_count<CountOfMessage<Topic::bounces>>(resources, count + "Bounces");
  add_count<CountOfMessage<Topic::unsubscriptions>>(resources, count + "Unsubscriptions");
  const std::string list = "Message/{id}/List/";
  add_readers<ListOfMessage<Topic::deliveries>, MessageRecipientItem, recipient_item>(
      resources, list + "Recipients");
  add_readers<ListOfMessage<Topic::views>, MessageCountItem, count_item>(resources, list + "Views");
  add_readers<ListOfMessage<Topic::clicks>, MessageCountItem, count_item>(resources,
                                                                          list + "Clicks");
  add_readers<ListOfMessage<Topic::bounces>, MessageBounceItem, bounce_item>(resources,
                                                                             list + "Bounces");
  add_readers<ListOfMessage<Topic::unsubscriptions>, MessageRecipientItem, recipient_item>(
      resources, list + "Unsubscriptions");
  add_readers<UrlClickDetails, MessageUrlDetailItem, url_detail_item>(resources,
                                                                      list + "UrlClickDetails");
  resources.add<UrlClicks>(Method::get, list + "UrlClicks",
                           read_listed<domain::kLinkCountProperties>,
                           write_list<MessageUrlItem, LinkCount, url_item>);
}

void add_of_recipients(Resources& resources) {
  const std::string count = "Recipient/{id}/Count/";
  add_count<CountOfRecipient<Topic::deliveries>>(resources, count + "Deliveries");
  add_count<CountOfRecipient<Topic::views>>(resources, count + "Views");
  add_count<CountOfRecipient<Topic::clicks>>(resources, count + "Clicks");
  add_count<CountOfRecipient<Topic::clicks>>(resources, count + "UrlClickDetails");
  add_count<CountOfRecipient<Topic::bounces>>(resources, count + "Bounces");
  add_count<CountOfRecipient<Topic::unsubscriptions>>(resources, count + "Unsubscriptions");
  const std::string list = "Recipient/{id}/List/";
  add_messages<ListOfRecipient<Topic::deliveries>, RecipientCountItem, message_item>(
      resources, list + "Deliveries");
  add_messages<ListOfRecipient<Topic::views>, RecipientCountItem, message_item>(resources,
                                                                                list + "Views");
  add_messages<ListOfRecipient<Topic::clicks>, RecipientCountItem, message_item>(resources,
                                                                                 list + "Clicks");
  add_messages<ListOfRecipient<Topic::bounces>, RecipientCountItem, message_item>(resources,
                                                                                  list + "Bounces");
  add_messages<ListOfRecipient<Topic::bounces>, RecipientBounceItem, message_bounce_item>(
      resources, list + "BouncesDetails");
  add_messages<ListOfRecipient<Topic::unsubscriptions>, RecipientCountItem, message_item>(
      resources, list + "Unsubscriptions");
  add_messages<RecipientClickDetails, RecipientUrlItem, message_url_item>(resources,
                                                                          list + "ClicksDetails");
  add_messages<RecipientClickDetails, RecipientUrlItem, message_url_item>(resources,
                                                                          list + "UrlClickDetails");
}

}  // namespace

void add_statistics(Resources& resources) {
  add_of_messages(resources);
  add_of_recipients(resources);
}

}  // namespace usher::api::console
