/// Owners choose passwords: with the one they have, or by a link in a mail when it is forgotten.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/key_ring.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/provisioning/plan.hpp"
#include "service/access/credential.hpp"
#include "service/access/session.hpp"
#include "store/tx.hpp"

namespace usher::service::password {

/// Who wants a link to be mailed. Staff's is always a new one, which ends the one before; strangers
/// can ask as owners do, so theirs is the same again as long as it is good, and not too often.
enum class By { owner, staff };

/// Orders the mail with a link. `conflict` says why there is nothing to order: the account has
/// ended, its credentials are still on their way, or it would be too often. REQUIRES: the account
/// was taken, and before it its activation with the task.
Result<void> order_reset(store::WriteTx& tx, const Keys& keys, Random& random,
                         const domain::Account& account, By by);

/// The account's password from now on, which ends all sessions, links and codes that were not
/// exchanged yet. The hash is Argon2id's.
void choose(store::WriteTx& tx, domain::Account& account, std::string hash, std::string_view why);

/// Somebody has forgotten a password. Who asks learns nothing of it: not even whether there is such
/// an account.
class Forget {
 public:
  using Input = std::string;  ///< a user name or an e-mail address, as typed
  struct Output {};
  /// References must outlive this.
  Forget(const Keys& keys, Random& random) : keys_(keys), random_(random) {}
  Output operator()(store::WriteTx& tx, const Input& who);

 private:
  const Keys& keys_;
  Random& random_;
};

/// Whose link it is. Changes nothing, so that a mail scanner can't use it up.
class LookAtReset {
 public:
  using Input = Secret;  ///< the link's token
  struct Found {
    domain::Account account;
    std::string brand;
  };
  using Output = std::optional<Found>;  ///< nothing: no such link, or not any more
  explicit LookAtReset(const Keys& keys) : keys_(keys) {}
  Output operator()(store::WriteTx& tx, const Input& token);

 private:
  const Keys& keys_;
};

/// Chooses a password by the link, once, ends all access that was there before, and signs in.
class Reset {
 public:
  struct Input {
    Secret token;
    std::string hash;
    session::Place place;
  };
  using Output = Result<session::Begun>;
  /// References must outlive this.
  Reset(const Keys& keys, Random& random) : keys_(keys), random_(random) {}
  Output operator()(store::WriteTx& tx, const Input& input);

 private:
  const Keys& keys_;
  Random& random_;
};

/// Chooses another password; other browsers are signed out, this one gets a new session.
class Change {
 public:
  struct Input {
    Secret cookie;
    credential::Proof proof;  ///< of the present password
    std::string hash;
    session::Place place;
  };
  using Output = Result<session::Begun>;
  explicit Change(Random& random) : random_(random) {}
  Output operator()(store::WriteTx& tx, const Input& input);

 private:
  Random& random_;
};

}  // namespace usher::service::password
