/// Attachments of messages (docs/contract/resources.md, C.10).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/published/resources.hpp"
#include "domain/mailing/attachment.hpp"

namespace usher::api::console {

struct EmailAttachmentItem {
  static constexpr std::string_view kXmlName = "EmailAttachmentItem";
  std::string Name;  // the message's number, a slash, the file's name
  std::string Path;  // with slashes of both kinds, as published clients expect
  std::int64_t Slot = 0;
};
BOOST_DESCRIBE_STRUCT(EmailAttachmentItem, (), (Name, Path, Slot))

/// Returns a message's attachments as wire items.
std::vector<EmailAttachmentItem> items_of(std::int64_t list,
                                          const std::vector<domain::Attachment>& attachments);

void add_attachments(Resources& resources);

}  // namespace usher::api::console
