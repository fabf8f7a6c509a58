/// Filters and orders the built-in message templates, as the database does for other resources.
#pragma once

#include <span>

#include "domain/mailing/message_template.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::store::message_template {

/// Returns templates, lowest number first. REQUIRES: there are two templates.
domain::ResultPage<domain::MessageTemplate> page(ReadTx& tx,
                                                 std::span<const domain::MessageTemplate> templates,
                                                 const domain::PageQuery& query);

}  // namespace usher::store::message_template
