/// Records alerts to support, which are mailed in digests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/provisioning/alert.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// Records an alert and schedules its mail: immediately, or with the next digest if the last mail
/// was sent within domain::kAlertEvery.
void raise_alert(store::WriteTx& tx, std::string_view kind, domain::ActivationId activation,
                 std::string_view text);

/// Returns the text of an alert for a blocked activation.
std::string blocked_alert_text(const domain::Activation& activation, std::string_view reason);

/// An alert about the installation, not about an activation.
struct InstallationAlert {
  std::string kind;  ///< the kind, such as "relay" or "ids"
  std::string text;
};
/// Raises the alert. Returns false without an alert if another node has raised an alert of this
/// kind within the last minutes.
bool raise_installation_alert(store::WriteTx& tx, const InstallationAlert& alert);

/// Returns up to `limit` alerts, newest first.
std::vector<store::alert::Alert> list_alerts(store::ReadTx& tx, int limit);

}  // namespace usher::service
