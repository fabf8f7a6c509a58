/// The credentials have arrived, as their use proves.
#pragma once

#include "domain/account.hpp"
#include "store/tx.hpp"

namespace usher::service::activation {

/// Whoever signs in with the generated password has the mail, whatever the mail server said: the
/// activation is finished, and nothing is mailed any more (hard points, 1). False when the
/// activation was stopped, and its password with it.
bool note_delivery(store::Tx& tx, const domain::Account& account);

}  // namespace usher::service::activation
