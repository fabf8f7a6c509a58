/// Claims due tasks.
#pragma once

#include <vector>

#include "service/provisioning/mail_task.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// Leases up to `limit` due tasks, runs their row steps, and returns the mails that they need.
std::vector<MailTask> claim_tasks(store::WriteTx& tx, const TaskTools& tools, int limit);

}  // namespace usher::service
