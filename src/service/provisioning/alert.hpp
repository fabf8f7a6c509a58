/// Alerts to support: each recorded once, mailed in digests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/provisioning/alert.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// Records an alert and schedules its mail: at once, or with the next digest if the last mail was
/// sent just now.
void raise_alert(store::WriteTx& tx, std::string_view kind, domain::ActivationId activation,
                 std::string_view text);

/// Returns the alert's text for an activation that was blocked.
std::string blocked_alert_text(const domain::Activation& activation, std::string_view reason);

/// An alert about the installation, not about an activation.
struct InstallationAlert {
  std::string kind;  ///< "relay", "ids", …
  std::string text;
};
/// Raises the alert, unless another node has raised one of this kind just now. Returns whether.
bool raise_installation_alert(store::WriteTx& tx, const InstallationAlert& alert);

/// Returns up to `limit` alerts, newest first.
std::vector<store::alert::Alert> list_alerts(store::ReadTx& tx, int limit);

}  // namespace usher::service
