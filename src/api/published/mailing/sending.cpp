#include "api/published/mailing/sending.hpp"

#include "api/published/mailing/recipient_item.hpp"
#include "api/published/path.hpp"
#include "api/published/result_page.hpp"
#include "base/text.hpp"
#include "domain/email.hpp"
#include "domain/wire_date.hpp"
#include "http/form.hpp"
#include "service/mailing/sending.hpp"

namespace usher::api::published {
namespace {

using domain::Sending;
using domain::SendingState;
using http::Format;
using http::Method;
using http::Request;
using service::DescribedSending;

constexpr std::size_t kMaxSenderName = 200;  // characters
constexpr const char* kSendNamespace = "http://MailupSoa.Ws.Schema.API.Console.MailSend";

struct MailMessageSendResponse {
  std::int64_t Id = 0;
  std::vector<std::string> InvalidRecipients;
  std::int64_t Sent = 0;
  std::vector<std::string> UnprocessedRecipients;
  std::int64_t idMessage = 0;
};
BOOST_DESCRIBE_STRUCT(MailMessageSendResponse, (),
                      (Id, InvalidRecipients, Sent, UnprocessedRecipients, idMessage))

struct EmailSendingItem {
  static constexpr std::string_view kXmlName = "EmailSendingItem";
  std::int64_t Id = 0;
  std::int64_t IdList = 0;
  std::int64_t IdMessage = 0;
  std::string Notes;
  std::optional<std::string> StartDate;
  std::string State;
  std::string Subject;
  std::string Type;
};
BOOST_DESCRIBE_STRUCT(EmailSendingItem, (),
                      (Id, IdList, IdMessage, Notes, StartDate, State, Subject, Type))

struct SendHistoryItem {
  static constexpr std::string_view kXmlName = "ConsoleMessageSendHistoryItem";
  std::string EndDate;
  std::int64_t Kb_transferred = 0;
  std::int64_t Recipients = 0;
  std::string SenderEmail;
  std::string SenderName;
  std::string StartDate;
  std::int64_t idMessage = 0;
};
BOOST_DESCRIBE_STRUCT(SendHistoryItem, (),
                      (EndDate, Kb_transferred, Recipients, SenderEmail, SenderName, StartDate,
                       idMessage))

struct SendBody {
  std::optional<std::string> Email;
  std::optional<std::vector<DynamicFieldBody>> Fields;
  std::optional<std::int64_t> idMessage;
};
BOOST_DESCRIBE_STRUCT(SendBody, (), (Email, Fields, idMessage))
struct DeferBody {
  std::optional<std::string> Date;
};
BOOST_DESCRIBE_STRUCT(DeferBody, (), (Date))

/// Returns an error unless the body is empty or an object.
Result<void> check_ignored_body(const Request& request) {
  if (trim(request.body).empty()) return {};
  const auto node = wire::parse(http::request_format(request.header("Content-Type")), request.body);
  if (!node) return node.error();
  if (node->kind == wire::Node::Kind::object || node->kind == wire::Node::Kind::null) return {};
  return Error{Errc::invalid, "The body must be empty or an object."};
}

Error prefixed(std::string_view name, const Error& error) {
  return Error{error.code, std::string(name) + " " + error.message + "."};
}

Result<service::SendOptions> read_options(const Request& request) {
  const http::Form query(request.query);
  service::SendOptions options;
  const auto at = domain::parse_wire_date(query.find_ignoring_case("datetime").value_or(""));
  if (!at) return prefixed("datetime", at.error());
  options.at = *at;
  options.sender_name = trim(query.find_ignoring_case("SenderName").value_or(""));
  if (!is_utf8(options.sender_name) || has_control_characters(options.sender_name) ||
      count_characters(options.sender_name) > kMaxSenderName) {
    return Error{Errc::invalid, "SenderName must be one line of at most 200 characters."};
  }
  const std::string_view address = trim(query.find_ignoring_case("SenderAddress").value_or(""));
  if (address.empty()) return options;
  const auto email = domain::parse_sender(address);
  if (!email) return prefixed("SenderAddress", email.error());
  options.sender_address = email->address;
  return options;
}

template <class Input>
Result<Input> read_send(const Request& request, std::string_view to) {
  const auto path = path_numbers(request, {to, "idMessage"});
  if (!path) return path.error();
  if (auto body = check_ignored_body(request); !body) return body.error();
  auto options = read_options(request);
  if (!options) return options.error();
  return Input{path->at(0), path->at(1), std::move(*options)};
}

Result<service::RecipientSending> read_send_to_recipient(const Request& request) {
  auto body = read_body<SendBody>(request);
  if (!body) return body.error();
  if (!body->Email) return Error{Errc::invalid, "Email is missing."};
  if (!body->idMessage) return Error{Errc::invalid, "idMessage is missing."};
  const auto email = domain::parse_email(*body->Email);
  if (!email) return prefixed("Email", email.error());
  service::RecipientSending input{email->address, *body->idMessage, {}};
  if (!body->Fields) return input;
  bool fit = true;
  const auto read = for_each_field(*body->Fields, [&](int number, const auto& value) {
    fit = fit && count_characters(value.value_or("")) <= domain::kMaxFieldValue;
    input.fields[number] = value.value_or("");
  });
  if (!read) return read.error();
  if (!fit) return Error{Errc::invalid, "A Value in Fields must have at most 200 characters."};
  return input;
}

http::Response write_receipt(Format format, const service::SendReceipt& receipt) {
  const MailMessageSendResponse out{receipt.id.value, {}, receipt.recipients, {}, receipt.message};
  return reply(format, out, "MailMessageSendResponse", kSendNamespace);
}

std::optional<std::string> start_of(const Sending& sending) {
  const auto at = sending.started_at ? sending.started_at : sending.due_at;
  if (!at) return std::nullopt;
  return domain::wire_date(*at);
}

EmailSendingItem sending_item(const DescribedSending& described) {
  const Sending& sending = described.sending;
  const bool confirmation = sending.message == domain::kConfirmationMessage;
  return {sending.id.value,  sending.list,
          sending.message,   described.notes,
          start_of(sending), std::string(domain::name_of(sending.state)),
          described.subject, confirmation ? "Confirmation" : "Newsletter"};
}

http::Response write_sending(Format format, const DescribedSending& described) {
  return reply(format, sending_item(described), EmailSendingItem::kXmlName);
}

SendHistoryItem history_item(const Sending& sending) {
  return {domain::wire_date(sending.ended_at),
          (sending.bytes + 1023) / 1024,
          sending.sent,
          sending.sender_address,
          sending.sender_name,
          domain::wire_date(sending.started_at),
          sending.message};
}

Result<service::SendHistoryQuery> read_history(const Request& request) {
  const auto path = path_numbers(request, {"idList", "idMessage"});
  if (!path) return path.error();
  auto query = read_page(request, {domain::kSendHistoryProperties});
  if (!query) return query.error();
  return service::SendHistoryQuery{path->at(0), path->at(1), std::move(*query)};
}

http::Response write_history(Format format, const domain::ResultPage<Sending>& found) {
  return page_response(format, page_of<SendHistoryItem>(found, history_item));
}

http::Response write_queue(Format format, const domain::ResultPage<DescribedSending>& found) {
  return page_response(format, page_of<EmailSendingItem>(found, sending_item));
}

Result<domain::SendingId> read_sending_id(const Request& request) {
  const auto path = path_numbers(request, {"idSending"});
  if (!path) return path.error();
  if (auto body = check_ignored_body(request); !body) return body.error();
  return domain::SendingId{path->at(0)};
}

Result<service::Deferral> read_defer(const Request& request) {
  const auto path = path_numbers(request, {"idSending"});
  if (!path) return path.error();
  service::Deferral input{{path->at(0)}, std::nullopt};
  if (trim(request.body).empty() || trim(request.body) == "null") return input;
  const auto body = read_body<DeferBody>(request);
  if (!body) return body.error();
  const auto at = domain::parse_wire_date(body->Date.value_or(""));
  if (!at) return prefixed("Date", at.error());
  input.at = *at;
  return input;
}

http::Response write_date(Format format, const TimePoint& time) {
  return bare_response(format, domain::wire_date(time));
}

template <SendingState state>
Result<service::SendingQueueQuery> read_queue_query(const Request& request) {
  auto page = read_page(request, {domain::kSendingProperties});
  if (!page) return page.error();
  return service::SendingQueueQuery{state, std::move(*page)};
}

void add_queue(ResourceRoutes& routes, const service::SendingThrottle& throttle) {
  using namespace service;
  routes
      .add<&list_sending_queue>("GetEmailSendings", Method::get, "Email/Sendings/Immediate",
                                read_queue_query<SendingState::immediate>, write_queue)
      .add<&list_sending_queue>("GetEmailSendings", Method::get, "Email/Sendings/Deferred",
                                read_queue_query<SendingState::deferred>, write_queue)
      .add<&list_sending_queue>("GetEmailSendings", Method::get, "Email/Sendings/Undefined",
                                read_queue_query<SendingState::undefined>, write_queue)
      .add<&find_earliest_dispatch>("GetEarliestDeferredDate", Method::get,
                                    "Email/Sendings/{id}/Deferred", read_sending_id, write_date)
      .add<&defer_sending>("ScheduleDeferredDispatch", Method::post, "Email/Sendings/{id}/Deferred",
                           read_defer, write_sending)
      // One published client uses the singular in this path.
      .add<&find_earliest_dispatch>("GetEarliestDeferredDate", Method::get,
                                    "Email/Sending/{id}/Deferred", read_sending_id, write_date)
      .add<&defer_sending>("ScheduleDeferredDispatch", Method::post, "Email/Sending/{id}/Deferred",
                           read_defer, write_sending)
      .add<&send_now>("ScheduleImmediateDispatch", Method::post, "Email/Sendings/{id}/Immediate",
                      read_sending_id, write_sending)
      .add<&stop_sending>("StopEmailSending", Method::post, "Email/Sendings/{id}/Stop",
                          read_sending_id, write_empty<Done>, throttle)
      .add<&delete_sending>("DeleteEmailSending", Method::delete_, "Email/Sendings/{id}",
                            read_sending_id, write_empty<Done>, throttle);
}

}  // namespace

void add_sendings(ResourceRoutes& routes, const service::SendingThrottle& throttle) {
  using namespace service;
  const auto read_send_to_list = [](const Request& request) {
    return read_send<ListSending>(request, "idList");
  };
  const auto read_send_to_group = [](const Request& request) {
    return read_send<GroupSending>(request, "idGroup");
  };
  routes
      .add<&send_to_list>("SendMailMessageToRecipientInList", Method::post,
                          "List/{idList}/Email/{idMessage}/Send", read_send_to_list, write_receipt)
      .add<&send_to_group>("SendMailMessageToRecipientInGroup", Method::post,
                           "Group/{idGroup}/Email/{idMessage}/Send", read_send_to_group,
                           write_receipt)
      .add<&send_to_recipient>("SendMailMessageToRecipient", Method::post, "Email/Send",
                               read_send_to_recipient, write_receipt)
      .add<&list_send_history>("GetMailMessageSendHistory", Method::get,
                               "List/{idList}/Email/{idMessage}/SendHistory", read_history,
                               write_history);
  add_queue(routes, throttle);
}

}  // namespace usher::api::published
