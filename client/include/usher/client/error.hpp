/// What the library throws. Everything that can go wrong at run time is an `Error` of one of the
/// kinds below; wrong use of the library (an address that is none, a path with spaces) is
/// std::invalid_argument. How an activation ended is no error but an `Outcome` (activations.hpp).
///
/// The texts name the method, the address without its query, and what the server says about the
/// failure. They never hold a secret, a token or a body that the library does not understand.
#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>

namespace usher::client {

class Error : public std::runtime_error {
 public:
  /// True when the same call may succeed a little later: connections that fail, and the statuses
  /// 408, 429, 502, 503 and 504.
  bool temporary() const { return temporary_; }
  /// The pause that the server asks for before the next attempt, if it does.
  const std::optional<std::chrono::seconds>& retry_after() const { return retry_after_; }

 protected:
  explicit Error(const std::string& text, bool temporary = false,
                 std::optional<std::chrono::seconds> retry_after = {})
      : std::runtime_error(text), temporary_(temporary), retry_after_(retry_after) {}

 private:
  bool temporary_;
  std::optional<std::chrono::seconds> retry_after_;
};

/// No answer came. Whether the server has seen the request is not known, unless it is
/// `unreachable`.
class TransportError : public Error {
 public:
  enum class Kind {
    unreachable,  ///< no such host, or nobody listens
    timed_out,    ///< the time limit is over
    broken,       ///< the connection was lost on the way
    untrusted,    ///< the server's certificate is not good; repeating does not help
  };
  TransportError(Kind kind, const std::string& text)
      : Error(text, kind != Kind::untrusted), kind_(kind) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

/// An answer came that is none of the contract's: not JSON, members missing, larger than the limit.
class ProtocolError : public Error {
 public:
  explicit ProtocolError(const std::string& text) : Error(text) {}
};

/// The server refuses: any status other than 200, except for what is an `OAuthError`.
class ServiceError : public Error {
 public:
  struct Details {
    int status = 0;           ///< HTTP
    std::string name;         ///< ErrorName, e.g. "Forbidden"; often empty
    std::string description;  ///< ErrorDescription: for people, says what to do; may be empty
    std::string request_id;   ///< what the vendor's support finds the request by; may be empty
    std::optional<std::chrono::seconds> retry_after;
  };
  ServiceError(const std::string& text, Details details);
  int status() const { return details_.status; }
  const std::string& name() const { return details_.name; }
  const std::string& description() const { return details_.description; }
  const std::string& request_id() const { return details_.request_id; }

 private:
  Details details_;
};

/// Over a limit of the server (429). `retry_after()` says for how long; it may be a day.
class RateLimited : public ServiceError {
 public:
  using ServiceError::ServiceError;
};

/// The authorization server refuses (RFC 6749, 5.2).
class OAuthError : public Error {
 public:
  OAuthError(const std::string& text, int status, std::string code, std::string description);
  /// HTTP; 0 when the refusal came as parameters of the redirect.
  int status() const { return status_; }
  /// "invalid_grant", "invalid_client", "access_denied", …: decide by this.
  const std::string& code() const { return code_; }
  /// For people; may be empty.
  const std::string& description() const { return description_; }

 private:
  int status_;
  std::string code_;
  std::string description_;
};

/// There are no tokens: nobody has signed in, or not with this store.
class NotSignedIn : public Error {
 public:
  explicit NotSignedIn(const std::string& text) : Error(text) {}
};

/// Tokens can't be loaded or saved.
class StoreError : public Error {
 public:
  explicit StoreError(const std::string& text) : Error(text) {}
};

}  // namespace usher::client
