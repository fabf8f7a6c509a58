/// An activation that somebody is about to decide about, kept from everybody else.
#pragma once

#include <optional>

#include "domain/provisioning/activation.hpp"
#include "store/provisioning/task.hpp"
#include "store/tx.hpp"

namespace usher::service::activation {

struct Taken {
  domain::Activation activation;
  std::optional<store::task::Task> task;  ///< what is going to be done for it, if anything
};

/// With its task; nobody else changes either until the transaction ends. Nothing: there is none.
/// Everybody takes in this order: task, activation, account. Throws Conflict when another task came
/// in the place of the first while the activation was waited for.
std::optional<Taken> lock_activation(store::WriteTx& tx, domain::ActivationId id);

}  // namespace usher::service::activation
