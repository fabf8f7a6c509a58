#include "service/alert.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "domain/task.hpp"
#include "store/task.hpp"

namespace usher::service::alert {

void raise(store::Tx& tx, std::string_view kind, domain::ActivationId activation,
           std::string_view text) {
  store::alert::insert(tx, kind, activation, text);
  if (store::task::alert_task(tx)) return;  // it will carry this one too
  TimePoint due = tx.now();
  if (const auto last = store::alert::last_mailed(tx)) {
    due = std::max(due, std::min(*last, tx.now()) + domain::kAlertEvery);
  }
  const store::task::NewTask task{domain::TaskKind::alert, {}, due};
  store::task::insert(tx, std::span(&task, 1));
  tx.wake_workers();
}

std::string blocked_text(const domain::Activation& activation, std::string_view reason) {
  return fmt::format("Activation {} ({}): blocked: {}", activation.id.value,
                     activation.applicant.company, reason);
}

Raise::Output Raise::operator()(store::Tx& tx, const Input& input) {
  raise(tx, input.kind, {}, input.text);
  return true;
}

}  // namespace usher::service::alert
