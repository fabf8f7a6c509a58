/// A page of the templates that are part of the program. The database only filters and orders them,
/// as it does with everything else.
#pragma once

#include <span>

#include "domain/mailing/message_template.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::store::message_template {

/// The lowest numbers first. REQUIRES: two of them.
domain::ResultPage<domain::MessageTemplate> page(ReadTx& tx,
                                                 std::span<const domain::MessageTemplate> templates,
                                                 const domain::PageQuery& query);

}  // namespace usher::store::message_template
