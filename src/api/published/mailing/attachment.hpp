/// The routes of attachments of messages (docs/contract/resources.md, C.10).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/published/resource_routes.hpp"
#include "domain/mailing/attachment.hpp"

namespace usher::api::published {

struct EmailAttachmentItem {
  static constexpr std::string_view kXmlName = "EmailAttachmentItem";
  std::string Name;  // the message's number, a slash, the file's name
  std::string Path;  // contains slashes and backslashes, as published clients expect
  std::int64_t Slot = 0;
};
BOOST_DESCRIBE_STRUCT(EmailAttachmentItem, (), (Name, Path, Slot))

/// Returns a message's attachments as wire items.
std::vector<EmailAttachmentItem> items_of(std::int64_t list,
                                          const std::vector<domain::Attachment>& attachments);

void add_attachments(ResourceRoutes& routes);

}  // namespace usher::api::published
