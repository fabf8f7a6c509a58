/// The routes of messages (docs/contract/resources.md, C.8).
#pragma once

#include "api/published/resource_routes.hpp"
#include "domain/mailing/message.hpp"
#include "service/mailing/message.hpp"

namespace usher::api::published {

void add_messages(ResourceRoutes& routes);

/// Reads the message from a path that begins with `List/{idList}/Email/{idMessage}`.
Result<service::MessageRef> read_message_ref(const http::Request& request);

/// Writes `{Subject, idList, idMessage}`, the reply to a created or changed message.
http::Response write_message(http::Format format, const domain::MessageSummary& message);

}  // namespace usher::api::published
