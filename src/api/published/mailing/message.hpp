/// E-mail messages and the templates that they are made from (the contract's C.8).
#pragma once

#include <string>

#include "api/published/resource_routes.hpp"
#include "base/key_ring.hpp"
#include "domain/mailing/message.hpp"
#include "service/mailing/message.hpp"

namespace usher::api::published {

/// One message at a time.
void add_messages(ResourceRoutes& routes);
void add_message_templates(ResourceRoutes& routes);
/// `public_url` is where published ones are read, without a slash at its end.
void add_message_pages(ResourceRoutes& routes, const std::string& public_url, const Keys& keys);

/// The message that the path begins with: `List/{idList}/Email/{idMessage}…`.
Result<service::message::Place> read_message_place(const http::Request& request);

/// `{Subject, idList, idMessage}`: what is answered where a message was made or changed.
http::Response write_message(http::Format format, const domain::MessageSummary& message);

}  // namespace usher::api::published
