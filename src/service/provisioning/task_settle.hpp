/// Settling tasks.
#pragma once

#include <span>

#include "service/provisioning/mail_task.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// Decides what follows from the outcomes of mails, and writes it. Outcomes whose lease has expired
/// are dropped; returns how many.
int settle_tasks(store::WriteTx& tx, const TaskTools& tools,
                 std::span<const MailTaskOutcome> outcomes);

}  // namespace usher::service
