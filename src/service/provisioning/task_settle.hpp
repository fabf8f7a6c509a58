/// Settles tasks.
#pragma once

#include <span>

#include "service/provisioning/mail_task.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// Writes the consequences of the outcomes of mails. Ignores outcomes whose lease has expired, and
/// returns their number.
int settle_tasks(store::WriteTx& tx, const TaskTools& tools,
                 std::span<const MailTaskOutcome> outcomes);

}  // namespace usher::service
