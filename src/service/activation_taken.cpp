#include "service/activation_taken.hpp"

#include "store/activation.hpp"

namespace usher::service::activation {

std::optional<Taken> take(store::Tx& tx, domain::ActivationId id) {
  const auto task = store::task::take(tx, id);
  auto found = store::activation::take(tx, std::span(&id, 1)).front();
  if (!found) return std::nullopt;
  const auto now = store::task::of(tx, id);
  if (now.has_value() != task.has_value() || (now && now->id != task->id)) {
    throw store::Conflict("the task was replaced meanwhile");
  }
  return Taken{std::move(*found), task};
}

}  // namespace usher::service::activation
