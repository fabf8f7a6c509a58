#include "api/published/mailing/attachment.hpp"

#include <fmt/format.h>

#include "api/published/mailing/message.hpp"
#include "api/published/path.hpp"
#include "base/text.hpp"
#include "service/mailing/attachment.hpp"

namespace usher::api::published {
namespace {

using http::Format;
using http::Method;
using http::Request;
using service::MessageAttachments;

struct AttachmentBody {
  std::optional<std::string> Base64Data;
  std::optional<std::string> Name;
};
BOOST_DESCRIBE_STRUCT(AttachmentBody, (), (Base64Data, Name))

http::Response write_attachments(Format format, const MessageAttachments& found) {
  return array_response(format, items_of(found.message.list, found.items));
}

Result<int> read_slot(const Request& request) {
  const auto slot = parse_integer<int>(request.path_parameters.at(2));
  if (slot && *slot >= 1 && *slot <= domain::kAttachmentSlots) return *slot;
  return Error{Errc::invalid, fmt::format("Slot must be from 1 to {}.", domain::kAttachmentSlots)};
}

Result<service::NewAttachment> read_new_attachment(const Request& request) {
  const auto message = read_message_ref(request);
  if (!message) return message.error();
  const auto slot = read_slot(request);
  if (!slot) return slot.error();
  const auto body = read_body<AttachmentBody>(request);
  if (!body) return body.error();
  auto name = domain::check_file_name(body->Name.value_or(""));
  if (!name) return name.error();
  auto content = domain::decode_upload(body->Base64Data.value_or(""));
  if (!content) return content.error();
  return service::NewAttachment{*message, *slot, std::move(*name), std::move(*content)};
}

Result<service::AttachmentRef> read_attachment_ref(const Request& request) {
  const auto message = read_message_ref(request);
  if (!message) return message.error();
  const auto slot = read_slot(request);
  if (!slot) return slot.error();
  return service::AttachmentRef{*message, *slot};
}

}  // namespace

std::vector<EmailAttachmentItem> items_of(std::int64_t list,
                                          const std::vector<domain::Attachment>& attachments) {
  std::vector<EmailAttachmentItem> out;
  for (const domain::Attachment& each : attachments) {
    const std::int64_t message = each.message.value;
    out.push_back({fmt::format("{}/{}", message, each.name),
                   fmt::format("attachments/{}\\{}\\{}", list, message, each.name), each.slot});
  }
  return out;
}

void add_attachments(ResourceRoutes& routes) {
  using namespace service;
  routes
      .add<&list_attachments>("GetMessageAttachments", Method::get,
                              "List/{idList}/Email/{idMessage}/Attachment", read_message_ref,
                              write_attachments)
      .set_body_limit(kUploadLimit)
      .add<&put_attachment>("AddMessageAttachments", Method::post,
                            "List/{idList}/Email/{idMessage}/Attachment/{Slot}",
                            read_new_attachment, write_attachments)
      .set_body_limit(http::Route{}.body_limit)
      .add<&delete_attachment>("DeleteMessageAttachment", Method::delete_,
                               "List/{idList}/Email/{idMessage}/Attachment/{Slot}",
                               read_attachment_ref, write_attachments)
      // A published client omits `Attachment` from the path of this call.
      .add<&delete_attachment>("DeleteMessageAttachment", Method::delete_,
                               "List/{idList}/Email/{idMessage}/{Slot}", read_attachment_ref,
                               write_attachments);
}

}  // namespace usher::api::published
