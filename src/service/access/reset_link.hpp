/// The link to choose a new password, for the worker that mails it.
#pragma once

#include <optional>

#include "base/key_ring.hpp"
#include "domain/provisioning/account.hpp"
#include "service/provisioning/mail_task.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// Returns the link that was ordered for the account, unless it has expired.
std::optional<ResetLink> find_reset_link(store::ReadTx& tx, const Keys& keys,
                                         domain::AccountId account);

}  // namespace usher::service
