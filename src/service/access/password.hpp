/// Passwords of account owners: change them, and reset forgotten passwords by a link in a mail.
#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "domain/provisioning/account.hpp"
#include "service/access/credential.hpp"
#include "service/access/session.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// Staff always get a new link, which replaces the previous one. Requests from the owner's page,
/// which any visitor can make, are limited and repeat the link while it is valid.
enum class ResetRequester { owner, staff };

/// Queues the mail with a reset link. `conflict` with the reason if there is no link to send: the
/// account's status does not allow it, another mail to the owner is queued, or the limit of links
/// is reached. REQUIRES: the activation with its task, then the account were locked.
Result<Done> order_reset_link(store::WriteTx& tx, const OwnerTools& tools,
                              const domain::Account& account, ResetRequester requester);

/// Queues reset links for a user name or an email address, as typed. The result does not reveal
/// whether there is such an account.
Result<Done> request_password_reset(store::WriteTx& tx, const OwnerTools& tools,
                                    const std::string& name_or_address);

/// The account of a reset link.
struct ResetTarget {
  domain::Account account;
  std::string brand;
};
/// Returns nullopt if the link's token is invalid or expired. Reads only: mail scanners open links.
std::optional<ResetTarget> find_password_reset(store::ReadTx& tx, const OwnerTools& tools,
                                               const Secret& token);

struct PasswordReset {
  Secret token;      ///< the token of the link
  std::string hash;  ///< Argon2id, of the new password
  SignInOrigin origin;
};
/// Sets a password by a reset link, which works once. Revokes all grants, ends all sessions and
/// begins a new one.
Result<NewSession> reset_password(store::WriteTx& tx, const OwnerTools& tools,
                                  const PasswordReset& reset);

struct PasswordChange {
  Secret cookie;
  PasswordProof proof;  ///< the proof of the current password
  std::string hash;     ///< Argon2id, of the new password
  SignInOrigin origin;
};
/// Changes the password. Ends all sessions and begins a new one in this browser.
Result<NewSession> change_password(store::WriteTx& tx, const OwnerTools& tools,
                                   const PasswordChange& change);

}  // namespace usher::service
