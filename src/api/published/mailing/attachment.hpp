/// Files that go along with a message (the contract's C.10).
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
  std::string Path;  // with slashes of both kinds, as published clients know it
  std::int64_t Slot = 0;
};
BOOST_DESCRIBE_STRUCT(EmailAttachmentItem, (), (Name, Path, Slot))

/// A message's attachments as they are on the wire.
std::vector<EmailAttachmentItem> items_of(std::int64_t list,
                                          const std::vector<domain::Attachment>& attachments);

void add_attachments(ResourceRoutes& routes);

}  // namespace usher::api::published
