/// An owner at the account's own pages: signed in in a browser, until that ends.
///
/// Who shows a cookie that is none of ours, or has ended, gets `unauthorized`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/provisioning/plan.hpp"
#include "service/access/credential.hpp"
#include "store/access/grant.hpp"
#include "store/access/session.hpp"
#include "store/tx.hpp"

namespace usher::service::session {

/// However often it is used.
inline constexpr Duration kLife = std::chrono::days(14);

/// Where somebody signs in from, as the list of sessions shows it.
struct Place {
  std::string browser;  ///< "Firefox, Linux"; at most 100 characters
  std::string ip;
};

struct Begun {
  Secret cookie;
  domain::AccountId account;
  TimePoint password_set_at;
};
/// For whoever has proved to be the owner.
Begun begin(store::WriteTx& tx, Random& random, const domain::Account& account, const Place& place);

/// Whose session it is.
Result<store::session::Session> authorize(store::WriteTx& tx, const Secret& cookie);

class SignIn {
 public:
  struct Input {
    credential::Proof proof;
    Place place;
    Secret before{};  ///< the browser's cookie until now: that session ends
  };
  using Output = Result<Begun>;
  explicit SignIn(Random& random) : random_(random) {}
  Output operator()(store::WriteTx& tx, const Input& input);

 private:
  Random& random_;
};

/// Whose page it is. Changes nothing.
struct Who {
  using Input = Secret;  ///< the cookie
  struct Owner {
    domain::Account account;
    domain::Plan plan;
    bool must_choose = false;  ///< a password of the owner's own, before anything else
    std::int64_t current = 0;  ///< the session that asks
  };
  using Output = Result<Owner>;
  Output operator()(store::WriteTx& tx, const Input& cookie);
};

/// What the owner's page shows. Changes nothing.
struct Show {
  using Input = Secret;  ///< the cookie
  struct Shown : Who::Owner {
    std::vector<store::session::Session> sessions;
    std::vector<store::grant::Holder> holders;
  };
  using Output = Result<Shown>;
  Output operator()(store::WriteTx& tx, const Input& cookie);
};

/// Signs out: here, in one other browser, or everywhere but here. True when it was here.
struct End {
  struct Input {
    Secret cookie;
    bool others = false;
    std::int64_t id = 0;  ///< without `others`: the session to end; 0 is the one that asks
  };
  using Output = Result<bool>;
  Output operator()(store::WriteTx& tx, const Input& input);
};

/// The owner takes all of an application's access away, codes that it has not exchanged yet
/// included. What is not there any more is no error.
struct Withdraw {
  struct Input {
    Secret cookie;
    domain::ApplicationId application;
  };
  using Output = Result<void>;
  Output operator()(store::WriteTx& tx, const Input& input);
};

}  // namespace usher::service::session
