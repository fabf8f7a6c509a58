#include "service/provisioning/alert.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "domain/provisioning/task.hpp"
#include "store/provisioning/task.hpp"

namespace usher::service::alert {
namespace {

/// What several nodes report of one thing within this time is one alert.
constexpr Duration kTogether = std::chrono::minutes(3);

}  // namespace

void raise(store::WriteTx& tx, std::string_view kind, domain::ActivationId activation,
           std::string_view text) {
  store::alert::insert(tx, kind, activation, text);
  // Whoever holds the task keeps it from being settled until this alert can be seen.
  if (store::task::lock_alert_task(tx)) return;  // it will carry this one too
  TimePoint due = tx.now();
  if (const auto last = store::alert::last_mailed(tx)) {
    due = std::max(due, std::min(*last, tx.now()) + domain::kAlertEvery);
  }
  store::task::insert_alert_task(tx, due);
  store::task::lock_alert_task(tx);  // another node may have made it at the same moment
  tx.wake_workers();
}

std::string blocked_text(const domain::Activation& activation, std::string_view reason) {
  return fmt::format("Activation {} ({}): blocked: {}", activation.id.value,
                     activation.applicant.company, reason);
}

Raise::Output Raise::operator()(store::WriteTx& tx, const Input& input) {
  // Every node sees the same relay die.
  if (store::alert::raised_since(tx, input.kind, tx.now() - kTogether)) return false;
  raise(tx, input.kind, {}, input.text);
  return true;
}

}  // namespace usher::service::alert
