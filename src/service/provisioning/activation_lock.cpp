#include "service/provisioning/activation_lock.hpp"

#include "store/provisioning/activation.hpp"

namespace usher::service {

std::optional<LockedActivation> lock_activation(store::WriteTx& tx, domain::ActivationId id) {
  const auto task = store::task::lock(tx, id);
  auto activation = store::activation::lock(tx, std::span(&id, 1)).front();
  if (!activation) return std::nullopt;
  const auto current = store::task::find_by_activation(tx, id);
  if (current.has_value() != task.has_value() || (current && current->id != task->id)) {
    throw store::Conflict("the task was replaced meanwhile");
  }
  return LockedActivation{std::move(*activation), task};
}

}  // namespace usher::service
