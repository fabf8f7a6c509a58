/// Finds the reset link that the worker mails.
#pragma once

#include <optional>

#include "base/key_ring.hpp"
#include "domain/provisioning/account.hpp"
#include "service/provisioning/mail_task.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// Returns the account's reset link, nullopt if there is none or it has expired.
std::optional<ResetLink> find_reset_link(store::ReadTx& tx, const Keys& keys,
                                         domain::AccountId account);

}  // namespace usher::service
