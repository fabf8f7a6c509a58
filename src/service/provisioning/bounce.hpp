/// Reports that a mail of an activation was not delivered.
#pragma once

#include <string>

#include "domain/provisioning/activation_mail.hpp"
#include "domain/refusal.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct ActivationBounce {
  domain::ActivationMail mail;
  domain::RefusalCause cause = domain::RefusalCause::undeliverable;
  std::string answer;  ///< of the mail server, for staff
};
enum class ActivationBounceResult {
  unknown,  ///< there is no such activation
  noted,    ///< written into the history only
  failed,   ///< the activation has failed
};
/// Records a bounce. If the mailbox of the current credentials does not exist, and their owner has
/// not signed in, the activation goes to Code 3 and support is alerted; an activation that waits
/// for the confirmation of such an address is blocked. Other bounces are only noted.
ActivationBounceResult record_activation_bounce(store::WriteTx& tx, const ActivationBounce& bounce);

}  // namespace usher::service
