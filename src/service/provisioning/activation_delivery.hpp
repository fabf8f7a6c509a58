/// The credentials have arrived, as their use proves.
#pragma once

#include <optional>

#include "domain/provisioning/account.hpp"
#include "service/provisioning/activation_taken.hpp"
#include "store/tx.hpp"

namespace usher::service::activation {

/// An account that nobody else can change until the transaction ends, nor what brings it its mail.
struct TakenAccount {
  domain::Account account;
  std::optional<Taken> activation;  ///< while its credentials mail is not known to be delivered
};
std::optional<TakenAccount> take_account(store::WriteTx& tx, domain::AccountId id);

/// Whoever signs in with the generated password has the mail, whatever the mail server said: the
/// activation is finished, and nothing is mailed any more (hard points, 1). False when the
/// activation was stopped, and its password with it.
bool note_delivery(store::WriteTx& tx, const TakenAccount& taken);

}  // namespace usher::service::activation
