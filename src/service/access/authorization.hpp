/// An applicant lets an application into the account: the authorization code grant (RFC 6749, 4.1).
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "domain/access/authorization.hpp"
#include "service/access/grant.hpp"
#include "service/provisioning/client_authentication.hpp"
#include "store/tx.hpp"

namespace usher::service::authorization {

/// What an application asks for, as the browser brings it.
struct Request {
  std::string client_id;
  Secret client_secret;  ///< old clients put it there; then it has to be right
  std::string redirect_uri;
  std::string response_type;
  std::string code_challenge;
  std::string code_challenge_method;
  std::string repeated;  ///< a parameter that came twice, which none may (RFC 6749, 3.1)
};

/// What there is to say to a request.
struct Checked {
  /// False: the request may not be answered at its redirect URI, which is not known to be its own.
  bool may_redirect = false;
  /// Not empty: what is wrong, as OAuth's code for it where it goes to the application …
  std::string error;
  /// … and for the developer who looks at it.
  std::string why;
  std::string application;
  std::string contact;
  std::string brand;  ///< of the plan of its accounts
};

/// Looks at a request; changes nothing.
class Look {
 public:
  using Input = Request;
  using Output = Checked;
  Output operator()(store::WriteTx& tx, const Input& request);
};

/// The applicant has signed in and agreed.
class Agree {
 public:
  struct Input {
    Request request;
    credential::Proof proof;
  };
  enum class Outcome {
    agreed,
    bad_request,     ///< see what was checked
    wrong_password,  ///< it is not the account's any more
    must_choose,     ///< the plan asks for a password of the owner's own first
  };
  struct Agreed {
    Outcome outcome = Outcome::wrong_password;
    Checked checked;
    Secret code;  ///< with `agreed`
  };
  using Output = Agreed;
  explicit Agree(Random& random) : random_(random) {}
  Output operator()(store::WriteTx& tx, const Input& input);

 private:
  Random& random_;
};

/// A code, and who brings it.
struct Brought {
  ClientCredentials client;  ///< may be empty: then see the contract's decision 9
  bool by_get = false;
  Secret code;
  std::string redirect_uri;
  Secret code_verifier;
};

/// Whether a code is one, and its bringer the right one. Changes nothing, so that made-up codes
/// never wait where work is done.
struct Recognise {
  using Input = Brought;
  using Output = Result<void>;
  Output operator()(store::WriteTx& tx, const Input& input);
};

/// A code becomes tokens, once. A second use ends what came of the first (RFC 6749, 4.1.2).
class Exchange {
 public:
  using Input = Brought;
  using Output = Result<grant::Tokens>;
  explicit Exchange(const grant::TokenTools& tools) : tools_(tools) {}
  Output operator()(store::WriteTx& tx, const Input& input);

 private:
  const grant::TokenTools tools_;
};

}  // namespace usher::service::authorization
