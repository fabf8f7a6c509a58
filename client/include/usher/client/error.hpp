/// The library's exceptions. Every runtime failure is an `Error` of one of the types below;
/// incorrect use of the library (an invalid URL, a path with spaces) is std::invalid_argument. The
/// result of an activation is not an error but an `Outcome` (activations.hpp).
///
/// The texts contain the method, the URL without its query, and the server's description of the
/// failure. They never contain a secret, a token or a body that the library cannot parse.
#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>

namespace usher::client {

/// The base class.
class Error : public std::runtime_error {
 public:
  /// Returns whether a retry may succeed. True for connection failures and the statuses 408, 429,
  /// 502, 503 and 504.
  bool temporary() const { return temporary_; }
  /// Returns the server's Retry-After; nullopt if the response had none.
  const std::optional<std::chrono::seconds>& retry_after() const { return retry_after_; }

 protected:
  explicit Error(const std::string& text, bool temporary = false,
                 std::optional<std::chrono::seconds> retry_after = {})
      : std::runtime_error(text), temporary_(temporary), retry_after_(retry_after) {}

 private:
  bool temporary_;
  std::optional<std::chrono::seconds> retry_after_;
};

/// No response was received. Unless the kind is `unreachable`, the server may have processed the
/// request.
class TransportError : public Error {
 public:
  /// The cause.
  enum class Kind {
    unreachable,  ///< unknown host, or connection refused
    timed_out,    ///< the timeout expired
    broken,       ///< the connection was lost
    untrusted,    ///< the server's certificate is invalid; a retry does not help
  };
  TransportError(Kind kind, const std::string& text)
      : Error(text, kind != Kind::untrusted), kind_(kind) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

/// The response violates the protocol: the body is not JSON, lacks members or exceeds the size
/// limit.
class ProtocolError : public Error {
 public:
  explicit ProtocolError(const std::string& text) : Error(text) {}
};

/// The server refused the request: any status other than 2xx, unless it is an `OAuthError`.
class ServiceError : public Error {
 public:
  /// The members of the error response.
  struct Details {
    int status = 0;           ///< the HTTP status
    std::string name;         ///< ErrorName, e.g. "Forbidden"; often empty
    std::string description;  ///< ErrorDescription, for people; may be empty
    std::string request_id;   ///< the id of the request for the vendor's support; may be empty
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

/// A rate limit of the server is exceeded (429). `retry_after()` may be as long as a day.
class RateLimited : public ServiceError {
 public:
  using ServiceError::ServiceError;
};

/// The authorization server refused the request (RFC 6749, 5.2).
class OAuthError : public Error {
 public:
  OAuthError(const std::string& text, int status, std::string code, std::string description);
  /// Returns the HTTP status; 0 if the redirect's parameters contained the error.
  int status() const { return status_; }
  /// Returns the machine-readable code, such as "invalid_grant" or "access_denied".
  const std::string& code() const { return code_; }
  /// Returns a description for people; may be empty.
  const std::string& description() const { return description_; }

 private:
  int status_;
  std::string code_;
  std::string description_;
};

/// The store has no tokens: no sign-in has been saved to it.
class NotSignedIn : public Error {
 public:
  explicit NotSignedIn(const std::string& text) : Error(text) {}
};

/// The token store failed to load or save.
class StoreError : public Error {
 public:
  explicit StoreError(const std::string& text) : Error(text) {}
};

}  // namespace usher::client
