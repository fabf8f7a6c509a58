#include "service/provisioning/activation_taken.hpp"

#include "store/provisioning/activation.hpp"

namespace usher::service::activation {

std::optional<Taken> lock_activation(store::WriteTx& tx, domain::ActivationId id) {
  const auto task = store::task::lock(tx, id);
  auto found = store::activation::lock(tx, std::span(&id, 1)).front();
  if (!found) return std::nullopt;
  const auto now = store::task::find_by_activation(tx, id);
  if (now.has_value() != task.has_value() || (now && now->id != task->id)) {
    throw store::Conflict("the task was replaced meanwhile");
  }
  return Taken{std::move(*found), task};
}

}  // namespace usher::service::activation
