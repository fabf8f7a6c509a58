#include "worker/relay_watch.hpp"

#include "service/operation.hpp"
#include "service/provisioning/alert.hpp"

namespace usher::worker {
namespace {

constexpr Duration kAlertAfter = std::chrono::minutes(5);
constexpr const char* kText =
    "For five minutes the mail server has not been reachable, or has refused every recipient. "
    "Mails wait and are sent automatically; see the log for its answer.";

}  // namespace

RelayWatch::RelayWatch(Metrics& metrics, std::string_view lane)
    : relay_down_(metrics.gauge("usher_mail_relay_down",
                                "1 while no mails are sent because the mail server is unavailable",
                                {{"lane", std::string(lane)}})) {}

void RelayWatch::check(const Breaker& breaker, Duration now, store::Store& store) {
  const std::optional<Duration> since = breaker.open_since();
  relay_down_.set(since ? 1 : 0);
  if (!since) {
    alerted_ = false;
    return;
  }
  if (alerted_ || now - *since < kAlertAfter) return;
  const service::InstallationAlert alert{"relay", kText};
  service::call<&service::raise_installation_alert>(store, alert);
  alerted_ = true;
}

}  // namespace usher::worker
