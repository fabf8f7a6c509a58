/// Access of applications to accounts: getting it, keeping it, proving it, ending it (RFC 6749).
///
/// Kinds of error and what they are to OAuth: `unauthorized` invalid_client, `forbidden`
/// unauthorized_client, `not_found` invalid_grant, `invalid` invalid_request, `too_many`
/// temporarily_unavailable.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/key_ring.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "domain/access/grant.hpp"
#include "service/access/credential.hpp"
#include "service/provisioning/client_authentication.hpp"
#include "store/access/grant.hpp"
#include "store/tx.hpp"

namespace usher::service::grant {

struct Tokens {
  Secret access;
  Secret refresh;
  std::chrono::seconds access_life{0};
};

struct TokenRules {
  std::chrono::seconds access_life{3600};
};

/// What the services below are made with. All references must outlive them.
struct TokenTools {
  const Keys& keys;
  Random& random;
  TokenRules rules;
};

/// A new grant with its first tokens: somebody has proved to be allowed to.
struct Begun {
  domain::GrantId grant;
  Tokens tokens;
};
Begun begin(store::WriteTx& tx, const TokenTools& tools, domain::AccountId account,
            domain::ApplicationId application);

/// Ends one, with an entry in the audit that says why; one that is over stays as it is. REQUIRES:
/// it was taken.
void end(store::WriteTx& tx, const domain::Grant& grant, std::string_view why);

/// Ends all access to an account, or an application's to it, codes that were not exchanged yet
/// included, with an entry in the audit that says why.
void end_all(store::WriteTx& tx, store::grant::Whose whose, std::string_view why);

/// Staff end the access of an application: to all accounts, or to one. In bites, so that no
/// transaction is long; new access is not forbidden by it.
struct End {
  struct Input {
    std::string client_id;  ///< empty: every application's
    std::string user_name;  ///< empty: to every account; one of the two is given
  };
  struct Ended {
    std::int64_t grants = 0;  ///< of this bite
    bool more = false;
  };
  using Output = Result<Ended>;
  Output operator()(store::WriteTx& tx, const Input& input);
};

/// The resource-owner password grant (RFC 6749, 4.3): the published contract has it, RFC 9700 (2.4)
/// advises against it, so staff can end it for each application.
class SignIn {
 public:
  struct Input {
    ClientCredentials client;
    credential::Proof proof;
  };
  using Output = Result<Tokens>;
  explicit SignIn(const TokenTools& tools) : tools_(tools) {}
  Output operator()(store::WriteTx& tx, const Input& input);

 private:
  const TokenTools tools_;
};

/// Whether an application may exchange passwords at all: before one is looked at. Returns which it
/// is.
struct MaySignIn {
  using Input = ClientCredentials;
  using Output = Result<domain::ApplicationId>;
  Output operator()(store::WriteTx& tx, const Input& client);
};

/// A token, and who shows it.
struct Shown {
  ClientCredentials client;
  Secret token;
};

/// The refresh grant (RFC 6749, 6), with rotation: every answer has a new refresh token. A used one
/// gives the same successor again for a minute; later it is taken for stolen and ends the whole
/// grant (RFC 9700, 4.14).
class Refresh {
 public:
  using Input = Shown;
  using Output = Result<Tokens>;
  explicit Refresh(const TokenTools& tools) : tools_(tools) {}
  std::vector<Output> operator()(store::WriteTx& tx, std::span<const Input> inputs);

 private:
  const TokenTools tools_;
};

/// Ends a token (RFC 7009): a refresh token with its whole grant, an access token alone. What is no
/// token, or another application's, is left as it is, and nobody is told.
class Revoke {
 public:
  using Input = Shown;
  using Output = Result<void>;
  explicit Revoke(const Keys& keys) : keys_(keys) {}
  Output operator()(store::WriteTx& tx, const Input& input);

 private:
  const Keys& keys_;
};

/// Whether a refresh token that this node does not know as one is worth asking `Refresh` for.
/// Changes nothing, so that made-up tokens never wait where work is done.
class Recognise {
 public:
  using Input = Shown;
  using Output = Result<void>;
  explicit Recognise(const Keys& keys) : keys_(keys) {}
  Output operator()(store::WriteTx& tx, const Input& input);

 private:
  const Keys& keys_;
};

/// Whether a client is who it says to be. Changes nothing.
struct Identify {
  using Input = ClientCredentials;
  using Output = Result<void>;
  Output operator()(store::WriteTx& tx, const Input& client);
};

/// What an access token is good for (RFC 7662). An application learns of its own tokens only.
class Introspect {
 public:
  using Input = Shown;
  struct Live {
    std::string client_id;
    std::string user_name;
    domain::AccountId account;
    TimePoint expires_at;
  };
  using Output = Result<std::optional<Live>>;  ///< nothing: not a live token of this application
  std::vector<Output> operator()(store::WriteTx& tx, std::span<const Input> inputs);
};

/// Who is behind a Bearer token; for services that work on an account. The error says what the
/// contract asks for: unknown, malformed and ended tokens are all `unauthorized`.
Result<store::grant::Access> authorize(store::ReadTx& tx, const Secret& token);

}  // namespace usher::service::grant
