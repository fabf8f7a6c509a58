#include "worker/relay_watch.hpp"

#include <fmt/format.h>

#include "service/operation.hpp"
#include "service/provisioning/alert.hpp"

namespace usher::worker {
namespace {

constexpr Duration kAlertAfter = std::chrono::minutes(5);

std::string alert_text(const std::string& refusal) {
  if (refusal.empty()) {
    return "The mail server has not been reachable for five minutes. Activations wait and resume "
           "automatically; see the log for its answer.";
  }
  return fmt::format(
      "The mail server refuses every recipient with the same answer: {}. Mails wait and resume "
      "automatically when it accepts them; check whether it lets this server send.",
      refusal);
}

}  // namespace

void RelayWatch::look() {
  const std::optional<Duration> since = breaker_.open_since();
  down_.set(since ? 1 : 0);
  if (!since) {
    alerted_ = false;
    return;
  }
  const std::string refusal = breaker_.refusal();
  if (alerted_ || (refusal.empty() && clock_.steady() - *since < kAlertAfter)) return;
  const service::InstallationAlert alert{"relay", alert_text(refusal)};
  service::call<&service::raise_installation_alert>(store_, alert);
  alerted_ = true;
}

}  // namespace usher::worker
