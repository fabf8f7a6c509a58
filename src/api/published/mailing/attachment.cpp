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
using service::attachment::Attachments;
using service::attachment::List;
using service::attachment::Put;
using service::attachment::Remove;

struct AttachmentBody {
  std::optional<std::string> Base64Data;
  std::optional<std::string> Name;
};
BOOST_DESCRIBE_STRUCT(AttachmentBody, (), (Base64Data, Name))

http::Response write_all(Format format, const Attachments& found) {
  return array_reply(format, items_of(found.place.list, found.items));
}

Result<int> read_slot(const Request& request) {
  const auto slot = whole_number<int>(request.path_parameters.at(2));
  if (slot && *slot >= 1 && *slot <= domain::kAttachmentSlots) return *slot;
  return Error{Errc::invalid, fmt::format("Slot takes 1 to {}.", domain::kAttachmentSlots)};
}

Result<Put::Input> read_put(const Request& request) {
  const auto place = read_message_place(request);
  if (!place) return place.error();
  const auto slot = read_slot(request);
  if (!slot) return slot.error();
  const auto body = read_body<AttachmentBody>(request);
  if (!body) return body.error();
  auto name = domain::check_file_name(body->Name.value_or(""));
  if (!name) return name.error();
  auto content = domain::decode_upload(body->Base64Data.value_or(""));
  if (!content) return content.error();
  return Put::Input{*place, *slot, std::move(*name), std::move(*content)};
}

Result<Remove::Input> read_remove(const Request& request) {
  const auto place = read_message_place(request);
  if (!place) return place.error();
  const auto slot = read_slot(request);
  if (!slot) return slot.error();
  return Remove::Input{*place, *slot};
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
  const std::string all = "List/{idList}/Email/{idMessage}/Attachment";
  const std::string one = all + "/{Slot}";
  routes.add<List>(Method::get, all, read_message_place, write_all)
      .set_body_limit(kUploadLimit)
      .add<Put>(Method::post, one, read_put, write_all)
      .set_body_limit(http::Route{}.body_limit)
      .add<Remove>(Method::delete_, one, read_remove, write_all)
      // As a published client asks for it.
      .add<Remove>(Method::delete_, "List/{idList}/Email/{idMessage}/{Slot}", read_remove,
                   write_all);
}

}  // namespace usher::api::published
