/// Locks an activation together with its task.
#pragma once

#include <optional>

#include "domain/provisioning/activation.hpp"
#include "store/provisioning/task.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct LockedActivation {
  domain::Activation activation;
  std::optional<store::task::Task> task;
};

/// Locks an activation and its task until the transaction ends; nullopt if the activation does not
/// exist. All transactions lock in the order task, activation, account, which prevents deadlocks.
/// Throws Conflict if the task was replaced while the lock was awaited.
std::optional<LockedActivation> lock_activation(store::WriteTx& tx, domain::ActivationId id);

}  // namespace usher::service
