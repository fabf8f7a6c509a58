/// Changes the passwords of account owners, and resets forgotten passwords by a link in a mail.
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

/// The origin of a reset request. A request by staff always makes a new link, which replaces the
/// previous link. Requests on the owner's page, which any visitor can send, are limited and repeat
/// the link while it is valid.
enum class ResetRequester { owner, staff };

/// Enqueues the mail with a reset link. Returns `conflict` with the reason if the account's status
/// does not allow a reset, another mail to the owner is queued, or the limit of links is reached.
/// REQUIRES: the activation with its task, then the account were locked.
Result<Done> order_reset_link(store::WriteTx& tx, const OwnerTools& tools,
                              const domain::Account& account, ResetRequester requester);

/// Enqueues reset links for a user name or an email address. The result does not reveal whether
/// such an account exists.
Result<Done> request_password_reset(store::WriteTx& tx, const OwnerTools& tools,
                                    const std::string& name_or_address);

/// The account of a reset link.
struct ResetTarget {
  domain::Account account;
  std::string brand;
};
/// Returns the account of a link, nullopt if the link's token is invalid or expired. Does not use
/// up the link, because mail scanners open links.
std::optional<ResetTarget> find_password_reset(store::ReadTx& tx, const OwnerTools& tools,
                                               const Secret& token);

struct PasswordReset {
  Secret token;      ///< the token of the link
  std::string hash;  ///< the Argon2id hash of the new password
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
