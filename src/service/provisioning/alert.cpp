#include "service/provisioning/alert.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "domain/provisioning/task.hpp"
#include "store/provisioning/task.hpp"

namespace usher::service {
namespace {

/// Time within which reports of several nodes are one alert.
constexpr Duration kSameAlertWithin = std::chrono::minutes(3);

}  // namespace

void raise_alert(store::WriteTx& tx, std::string_view kind, domain::ActivationId activation,
                 std::string_view text) {
  store::alert::insert(tx, kind, activation, text);
  // The lock keeps the task from being settled before this alert is visible.
  if (store::task::lock_alert_task(tx)) return;
  TimePoint due = tx.now();
  if (const auto last = store::alert::last_mailed(tx)) {
    due = std::max(due, std::min(*last, tx.now()) + domain::kAlertEvery);
  }
  store::task::insert_alert_task(tx, due);
  store::task::lock_alert_task(tx);  // another node may have inserted it at the same time
  tx.wake_workers();
}

std::string blocked_alert_text(const domain::Activation& activation, std::string_view reason) {
  return fmt::format("Activation {} ({}): blocked: {}", activation.id.value,
                     activation.applicant.company, reason);
}

bool raise_installation_alert(store::WriteTx& tx, const InstallationAlert& alert) {
  if (store::alert::raised_since(tx, alert.kind, tx.now() - kSameAlertWithin)) return false;
  raise_alert(tx, alert.kind, {}, alert.text);
  return true;
}

std::vector<store::alert::Alert> list_alerts(store::ReadTx& tx, int limit) {
  return store::alert::list(tx, limit);
}

}  // namespace usher::service
