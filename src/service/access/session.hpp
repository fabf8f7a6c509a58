/// Sessions of account owners in browsers.
///
/// Operations return `unauthorized` if the session cookie is unknown or expired.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/key_ring.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/provisioning/plan.hpp"
#include "service/access/credential.hpp"
#include "store/access/grant.hpp"
#include "store/access/session.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// Time after which a session expires. Use does not prolong a session.
inline constexpr Duration kSessionLife = std::chrono::days(14);

/// The tools of the owner's pages: sessions and passwords.
struct OwnerTools {
  const Keys& keys;
  Random& random;
};

/// The browser of a sign-in, as the list of sessions shows it.
struct SignInOrigin {
  std::string browser;  ///< such as "Firefox, Linux"; at most 100 characters
  std::string ip;
};

struct NewSession {
  Secret cookie;
  domain::AccountId account;
  TimePoint password_set_at;
};
/// Creates a session and its cookie.
NewSession create_session(store::WriteTx& tx, Random& random, const domain::Account& account,
                          const SignInOrigin& origin);

/// Returns the session of a cookie.
Result<store::session::Session> require_session(store::ReadTx& tx, const Secret& cookie);

struct SessionStart {
  PasswordProof proof;
  SignInOrigin origin;
  Secret previous_cookie;  ///< the cookie of the browser's previous session, which ends
};
/// Signs the owner in.
Result<NewSession> begin_session(store::WriteTx& tx, const OwnerTools& tools,
                                 const SessionStart& start);

struct SessionOwner {
  domain::Account account;
  domain::Plan plan;
  bool must_choose = false;          ///< the owner has to choose a password first
  std::int64_t current_session = 0;  ///< the session of the cookie
};
/// Returns the owner of a session cookie.
Result<SessionOwner> identify_owner(store::ReadTx& tx, const Secret& cookie);

/// The content of the owner's page.
struct OwnerPage : SessionOwner {
  std::vector<store::session::Session> sessions;
  std::vector<store::grant::AuthorizedApplication> applications;
};
Result<OwnerPage> read_owner_page(store::ReadTx& tx, const Secret& cookie);

struct SessionEnd {
  Secret cookie;
  bool others = false;  ///< ends all sessions except the current session
  std::int64_t id = 0;  ///< the session to end if `others` is false; 0: the current session
};
/// Ends sessions of the owner. Returns whether the current session ended.
Result<bool> end_sessions(store::WriteTx& tx, const SessionEnd& end);

struct AccessWithdrawal {
  Secret cookie;
  domain::ApplicationId application;
};
/// Revokes the grants of an application on behalf of the owner and deletes its unused codes.
/// Idempotent.
Result<Done> withdraw_access(store::WriteTx& tx, const AccessWithdrawal& withdrawal);

/// Returns the brand of the default plan, for pages before the sign-in.
std::string read_default_brand(store::ReadTx& tx);

}  // namespace usher::service
