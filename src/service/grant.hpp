/// Access of applications to accounts: getting it, keeping it, proving it, ending it (RFC 6749).
///
/// Kinds of error and what they are to OAuth: `unauthorized` invalid_client, `forbidden`
/// unauthorized_client, `not_found` invalid_grant, `invalid` invalid_request.
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
#include "domain/grant.hpp"
#include "service/application.hpp"
#include "store/grant.hpp"
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
Begun begin(store::Tx& tx, const TokenTools& tools, domain::AccountId account,
            domain::ApplicationId application);

/// The resource-owner password grant (RFC 6749, 4.3): the published contract has it, RFC 9700 (2.4)
/// advises against it, so staff can end it for each application.
class SignIn {
 public:
  struct Input {
    application::Credentials client;
    std::string user_name;
    Secret password;
  };
  using Output = Result<Tokens>;
  explicit SignIn(const TokenTools& tools) : tools_(tools) {}
  Output operator()(store::Tx& tx, const Input& input);

 private:
  const TokenTools tools_;
};

/// The refresh grant (RFC 6749, 6), with rotation: every answer has a new refresh token. A used one
/// gives the same successor again for a minute; later it is taken for stolen and ends the whole
/// grant (RFC 9700, 4.14).
class Refresh {
 public:
  struct Input {
    application::Credentials client;
    Secret token;
  };
  using Output = Result<Tokens>;
  explicit Refresh(const TokenTools& tools) : tools_(tools) {}
  std::vector<Output> operator()(store::Tx& tx, std::span<const Input> inputs);

 private:
  const TokenTools tools_;
};

/// Ends a token (RFC 7009): a refresh token with its whole grant, an access token alone. What is no
/// token, or another application's, is left as it is, and nobody is told.
class Revoke {
 public:
  struct Input {
    application::Credentials client;
    Secret token;
  };
  using Output = Result<void>;
  explicit Revoke(const Keys& keys) : keys_(keys) {}
  Output operator()(store::Tx& tx, const Input& input);

 private:
  const Keys& keys_;
};

/// What an access token is good for (RFC 7662). An application learns of its own tokens only.
class Introspect {
 public:
  struct Input {
    application::Credentials client;
    Secret token;
  };
  struct Live {
    std::string client_id;
    std::string user_name;
    domain::AccountId account;
    TimePoint ends_at;
  };
  using Output = Result<std::optional<Live>>;  ///< nothing: not a live token of this application
  std::vector<Output> operator()(store::Tx& tx, std::span<const Input> inputs);
};

/// Who is behind a Bearer token; for services that work on an account. The error says what the
/// contract asks for: unknown, malformed and ended tokens are all `unauthorized`.
Result<store::grant::Access> authorize(store::Tx& tx, const Secret& token);

}  // namespace usher::service::grant
