#include "api/published/mailing/sending.hpp"

#include "api/published/mailing/recipient_item.hpp"
#include "api/published/path.hpp"
#include "api/published/result_page.hpp"
#include "base/text.hpp"
#include "domain/email.hpp"
#include "domain/wire_date.hpp"
#include "http/form.hpp"
#include "service/mailing/sending.hpp"

namespace usher::api::console {
namespace {

using domain::Sending;
using domain::SendingState;
using http::Format;
using http::Method;
using http::Request;
namespace sending = service::sending;
using sending::Described;

constexpr std::size_t kSenderNameMost = 200;
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

/// Nothing has to be in the body; what is no object is a mistake.
Result<void> no_body(const Request& request) {
  if (trim(request.body).empty()) return {};
  const auto node = wire::parse(http::body_format(request.header("Content-Type")), request.body);
  if (!node) return node.error();
  if (node->kind == wire::Node::Kind::object || node->kind == wire::Node::Kind::null) return {};
  return Error{Errc::invalid, "The body must be empty, or one object."};
}

Error about(std::string_view name, const Error& error) {
  return Error{error.code, std::string(name) + " " + error.message + "."};
}

Result<sending::Manner> read_manner(const Request& request) {
  const http::Form query(request.query);
  sending::Manner manner;
  const auto at = domain::parse_wire_date(query.find_any_case("datetime").value_or(""));
  if (!at) return about("datetime", at.error());
  manner.at = *at;
  manner.sender_name = trim(query.find_any_case("SenderName").value_or(""));
  if (!is_utf8(manner.sender_name) || has_control_characters(manner.sender_name) ||
      count_characters(manner.sender_name) > kSenderNameMost) {
    return Error{Errc::invalid, "SenderName takes a line of text, at most 200 characters."};
  }
  const std::string_view address = trim(query.find_any_case("SenderAddress").value_or(""));
  if (address.empty()) return manner;
  const auto email = domain::parse_sender(address);
  if (!email) return about("SenderAddress", email.error());
  manner.sender_address = email->address;
  return manner;
}

template <class Input>
Result<Input> read_send(const Request& request, std::string_view to) {
  const auto path = path_numbers(request, {to, "idMessage"});
  if (!path) return path.error();
  if (auto body = no_body(request); !body) return body.error();
  auto manner = read_manner(request);
  if (!manner) return manner.error();
  return Input{path->at(0), path->at(1), std::move(*manner)};
}

Result<sending::SendToRecipient::Input> read_send_to_one(const Request& request) {
  auto body = read_body<SendBody>(request);
  if (!body) return body.error();
  if (!body->Email) return Error{Errc::invalid, "Email is missing."};
  if (!body->idMessage) return Error{Errc::invalid, "idMessage is missing."};
  const auto email = domain::parse_email(*body->Email);
  if (!email) return about("Email", email.error());
  sending::SendToRecipient::Input input{email->address, *body->idMessage, {}};
  if (!body->Fields) return input;
  bool fit = true;
  const auto read = for_each_field(*body->Fields, [&](int number, const auto& value) {
    fit = fit && count_characters(value.value_or("")) <= domain::kMaxFieldValue;
    input.fields[number] = value.value_or("");
  });
  if (!read) return read.error();
  if (!fit) return Error{Errc::invalid, "Fields takes Values of at most 200 characters."};
  return input;
}

http::Response write_receipt(Format format, const sending::Receipt& receipt) {
  const MailMessageSendResponse out{receipt.id.value, {}, receipt.recipients, {}, receipt.message};
  return reply(format, out, "MailMessageSendResponse", kSendNamespace);
}

std::optional<std::string> start_of(const Sending& shown) {
  const auto at = shown.started_at ? shown.started_at : shown.due_at;
  if (!at) return std::nullopt;
  return domain::wire_date(*at);
}

EmailSendingItem item_of(const Described& shown) {
  const Sending& it = shown.sending;
  const bool confirmation = it.message == domain::kConfirmationMessage;
  return {it.id.value,   it.list,
          it.message,    shown.notes,
          start_of(it),  std::string(domain::name_of(it.state)),
          shown.subject, confirmation ? "Confirmation" : "Newsletter"};
}

http::Response write_item(Format format, const Described& shown) {
  return reply(format, item_of(shown), EmailSendingItem::kXmlName);
}

SendHistoryItem history_item_of(const Sending& it) {
  return {domain::wire_date(it.ended_at),
          (it.bytes + 1023) / 1024,
          it.sent,
          it.sender_address,
          it.sender_name,
          domain::wire_date(it.started_at),
          it.message};
}

Result<sending::History::Input> read_history(const Request& request) {
  const auto path = path_numbers(request, {"idList", "idMessage"});
  if (!path) return path.error();
  auto query = read_page(request, {domain::kSendHistoryProperties});
  if (!query) return query.error();
  return sending::History::Input{path->at(0), path->at(1), std::move(*query)};
}

http::Response write_history(Format format, const sending::History::Value& found) {
  return page_reply(format, page_of<SendHistoryItem>(found, history_item_of));
}

http::Response write_queue(Format format, const sending::Queue::Value& found) {
  return page_reply(format, page_of<EmailSendingItem>(found, item_of));
}

Result<domain::SendingId> read_id(const Request& request) {
  const auto path = path_numbers(request, {"idSending"});
  if (!path) return path.error();
  if (auto body = no_body(request); !body) return body.error();
  return domain::SendingId{path->at(0)};
}

Result<sending::Defer::Input> read_defer(const Request& request) {
  const auto path = path_numbers(request, {"idSending"});
  if (!path) return path.error();
  sending::Defer::Input input{{path->at(0)}, std::nullopt};
  if (trim(request.body).empty() || trim(request.body) == "null") return input;
  const auto body = read_body<DeferBody>(request);
  if (!body) return body.error();
  const auto at = domain::parse_wire_date(body->Date.value_or(""));
  if (!at) return about("Date", at.error());
  input.at = *at;
  return input;
}

http::Response write_date(Format format, const TimePoint& time) {
  return bare_reply(format, domain::wire_date(time));
}

void add_queue(Resources& resources, bool limited) {
  for (const auto state :
       {SendingState::immediate, SendingState::deferred, SendingState::undefined}) {
    const auto read_queue = [state](const Request& request) -> Result<sending::Queue::Input> {
      auto query = read_page(request, {domain::kSendingProperties});
      if (!query) return query.error();
      return sending::Queue::Input{state, std::move(*query)};
    };
    resources.add<sending::Queue>(Method::get,
                                  "Email/Sendings/" + std::string(domain::name_of(state)),
                                  read_queue, write_queue);
  }
  // The singular is how one published client calls it.
  for (const std::string base : {"Email/Sendings/{id}/", "Email/Sending/{id}/"}) {
    resources.add<sending::Earliest>(Method::get, base + "Deferred", read_id, write_date)
        .add<sending::Defer>(Method::post, base + "Deferred", read_defer, write_item);
  }
  resources
      .add<sending::SendNow>(Method::post, "Email/Sendings/{id}/Immediate", read_id, write_item)
      .add<sending::Stop>(Method::post, "Email/Sendings/{id}/Stop", read_id,
                          write_nothing<sending::Stop>, limited)
      .add<sending::Remove>(Method::delete_, "Email/Sendings/{id}", read_id,
                            write_nothing<sending::Remove>, limited);
}

}  // namespace

void add_sendings(Resources& resources, bool limited) {
  using sending::SendToGroup;
  using sending::SendToList;
  resources
      .add<SendToList>(
          Method::post, "List/{idList}/Email/{idMessage}/Send",
          [](const Request& request) { return read_send<SendToList::Input>(request, "idList"); },
          write_receipt)
      .add<SendToGroup>(
          Method::post, "Group/{idGroup}/Email/{idMessage}/Send",
          [](const Request& request) { return read_send<SendToGroup::Input>(request, "idGroup"); },
          write_receipt)
      .add<sending::SendToRecipient>(Method::post, "Email/Send", read_send_to_one, write_receipt)
      .add<sending::History>(Method::get, "List/{idList}/Email/{idMessage}/SendHistory",
                             read_history, write_history);
  add_queue(resources, limited);
}

}  // namespace usher::api::console
