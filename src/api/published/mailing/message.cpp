#include "api/published/mailing/message.hpp"

#include "api/published/mailing/attachment.hpp"
#include "api/published/mailing/recipient_item.hpp"
#include "api/published/mailing/tag.hpp"
#include "api/published/path.hpp"
#include "domain/wire_date.hpp"
#include "service/mailing/message.hpp"

namespace usher::api::published {
namespace {

using domain::GivenMessage;
using http::Format;
using http::Method;
using http::Request;

constexpr std::string_view kXmlRoot = "EmailMessageItem";

struct MessageItem {
  std::string Subject;
  std::int64_t idList = 0;
  std::int64_t idMessage = 0;
};
BOOST_DESCRIBE_STRUCT(MessageItem, (), (Subject, idList, idMessage))

struct EmailDynamicFieldItem {
  static constexpr std::string_view kXmlName = "EmailDynamicFieldItem";
  std::string Description;
  std::int64_t Id = 0;
  std::string Value;
};
BOOST_DESCRIBE_STRUCT(EmailDynamicFieldItem, (), (Description, Id, Value))

struct TrackingItem {
  std::string CustomParams;
  bool Enabled = false;
  std::vector<std::string> Protocols;
};
BOOST_DESCRIBE_STRUCT(TrackingItem, (), (CustomParams, Enabled, Protocols))

struct EmailMessageDetails {
  std::vector<EmailAttachmentItem> Attachments;
  std::string Body;
  std::string Content;
  std::string CreationDate;
  bool Embed = false;
  std::vector<EmailDynamicFieldItem> Fields;
  std::string Head;
  bool IsConfirmation = false;
  std::string Notes;
  std::string PreHeader;
  std::string Structure;
  std::string Subject;
  std::vector<EmailTagItem> Tags;
  TrackingItem TrackingInfo;
  bool UseDynamicField = false;
  std::int64_t idList = 0;
  std::int64_t idMessage = 0;
};
BOOST_DESCRIBE_STRUCT(EmailMessageDetails, (),
                      (Attachments, Body, Content, CreationDate, Embed, Fields, Head,
                       IsConfirmation, Notes, PreHeader, Structure, Subject, Tags, TrackingInfo,
                       UseDynamicField, idList, idMessage))

// Members other than Id are ignored.
struct TagOfMessageBody {
  std::optional<std::int64_t> Id;
};
BOOST_DESCRIBE_STRUCT(TagOfMessageBody, (), (Id))

struct TrackingBody {
  std::optional<std::string> CustomParams;
  std::optional<bool> Enabled;
  std::optional<std::vector<std::string>> Protocols;
};
BOOST_DESCRIBE_STRUCT(TrackingBody, (), (CustomParams, Enabled, Protocols))

struct MessageBody {
  std::optional<std::string> Body;
  std::optional<std::string> Content;
  std::optional<bool> Embed;
  std::optional<std::vector<DynamicFieldBody>> Fields;
  std::optional<std::string> Head;
  std::optional<bool> IsConfirmation;
  std::optional<std::string> Notes;
  std::optional<std::string> PreHeader;
  std::optional<std::string> Structure;
  std::optional<std::string> Subject;
  std::optional<std::vector<TagOfMessageBody>> Tags;
  std::optional<TrackingBody> TrackingInfo;
  std::optional<bool> UseDynamicField;
};
BOOST_DESCRIBE_STRUCT(MessageBody, (),
                      (Body, Content, Embed, Fields, Head, IsConfirmation, Notes, PreHeader,
                       Structure, Subject, Tags, TrackingInfo, UseDynamicField))

Result<std::vector<domain::TagId>> read_tags(const std::vector<TagOfMessageBody>& given) {
  std::vector<domain::TagId> out;
  for (const auto& [id] : given) {
    if (!id) return Error{Errc::invalid, "Tags contains a tag without Id."};
    out.push_back({*id});
  }
  return out;
}

Result<GivenMessage> read_given_message(const Request& request) {
  auto body = read_body<MessageBody>(request);
  if (!body) return body.error();
  GivenMessage out;
  if (body->Fields) {
    domain::RecipientFields& fields = out.fields.emplace();
    const auto read = for_each_field(*body->Fields, [&fields](int number, const auto& value) {
      fields[number] = value.value_or("");
    });
    if (!read) return read.error();
  }
  if (body->Tags) {
    auto tags = read_tags(*body->Tags);
    if (!tags) return tags.error();
    out.tags = std::move(*tags);
  }
  if (auto& given = body->TrackingInfo) {
    out.tracking = {given->CustomParams.value_or(""), given->Enabled.value_or(false),
                    given->Protocols.value_or(std::vector<std::string>())};
  }
  out.body = std::move(body->Body);
  out.content = std::move(body->Content);
  out.embed = body->Embed;
  out.head = std::move(body->Head);
  out.is_confirmation = body->IsConfirmation;
  out.notes = std::move(body->Notes);
  out.pre_header = std::move(body->PreHeader);
  out.structure = std::move(body->Structure);
  out.subject = std::move(body->Subject);
  out.use_dynamic_field = body->UseDynamicField;
  return out;
}

std::string_view field_name(int number) {
  for (const domain::FilterField& field : domain::kDynamicFields) {
    if (field.number == number) return field.name;
  }
  return {};
}

http::Response write_message_details(Format format, const service::MessageDetails& details) {
  const domain::Message& message = details.message;
  EmailMessageDetails out;
  out.Attachments = items_of(message.list, details.attachments);
  out.Body = message.body;
  out.Content = message.content;
  out.CreationDate = domain::wire_date(message.created_at);
  out.Embed = message.embed;
  for (const auto& [number, value] : message.fields) {
    out.Fields.push_back({std::string(field_name(number)), number, value});
  }
  out.Head = message.head;
  out.IsConfirmation = message.is_confirmation;
  out.Notes = message.notes;
  out.PreHeader = message.pre_header;
  out.Structure = message.structure;
  out.Subject = message.subject;
  for (const domain::Tag& tag : details.tags) out.Tags.push_back(tag_item(tag));
  out.TrackingInfo = {message.tracking.params, message.tracking.enabled,
                      message.tracking.protocols};
  out.UseDynamicField = message.use_dynamic_field;
  out.idList = message.list;
  out.idMessage = message.id.value;
  return reply(format, out, kXmlRoot);
}

Result<service::NewMessage> read_new_message(const Request& request) {
  const auto path = path_numbers(request, {"idList"});
  if (!path) return path.error();
  auto given = read_given_message(request);
  if (!given) return given.error();
  return service::NewMessage{path->at(0), std::move(*given)};
}

Result<service::MessageChange> read_message_change(const Request& request) {
  const auto message = read_message_ref(request);
  if (!message) return message.error();
  auto given = read_given_message(request);
  if (!given) return given.error();
  return service::MessageChange{*message, std::move(*given)};
}

Result<service::MessageVisibility> read_visibility(const Request& request) {
  const auto message = read_message_ref(request);
  if (!message) return message.error();
  const auto visible = read_bare_body<bool>(request);
  if (!visible) return visible.error();
  return service::MessageVisibility{*message, *visible};
}

}  // namespace

Result<service::MessageRef> read_message_ref(const Request& request) {
  return by_numbers<service::MessageRef>(request, "idList", "idMessage");
}

http::Response write_message(Format format, const domain::MessageSummary& message) {
  return reply(format, MessageItem{message.subject, message.list, message.id.value}, kXmlRoot);
}

void add_messages(ResourceRoutes& routes) {
  using namespace service;
  routes.set_body_limit(kUploadLimit)
      .add<&create_message>("CreateEmailMessage", Method::post, "List/{idList}/Email",
                            read_new_message, write_message)
      .add<&update_message>("UpdateEmailMessage", Method::put, "List/{idList}/Email/{idMessage}",
                            read_message_change, write_message)
      .set_body_limit(http::Route{}.body_limit)
      .add<&read_message_details>("GetMessageDetails", Method::get,
                                  "List/{idList}/Email/{idMessage}", read_message_ref,
                                  write_message_details)
      .add<&delete_message>("DeleteEmailMessage", Method::delete_,
                            "List/{idList}/Email/{idMessage}", read_message_ref, write_empty<Done>)
      .add<&clone_message>("CloneEmailMessage", Method::post, "List/{idList}/Email/{idMessage}",
                           read_message_ref, write_message)
      .add<&set_message_visibility>("UpdateEmailMessageOnlineVisibility", Method::put,
                                    "List/{idList}/Email/{idMessage}/Online/Visibility",
                                    read_visibility, write_empty<Done>);
}

}  // namespace usher::api::published
