/// Types of failures.
///
/// An expected failure is a value (`Result<T>`), a failure of infrastructure is an exception
/// (`Unavailable`), and a bug of Usher ends the process (`CHECK`). The text of an `Error` is for
/// the caller: it helps to correct the request and discloses nothing else. Details belong in the
/// log. Secrets belong neither in an error nor in the log.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace usher {

/// The kind of a failure. `api/reply` maps each kind to one HTTP status, the command line maps it
/// to one exit code.
enum class Errc {
  invalid,       ///< the input is wrong; the text names every wrong field
  unauthorized,  ///< the caller is unknown, or its credentials are wrong
  forbidden,     ///< the caller is known but lacks the permission
  not_found,     ///< the object does not exist, or the caller may not read it
  conflict,      ///< the object's state does not allow this operation
  too_many,      ///< a rate limit is exceeded; the caller may retry later
};

struct [[nodiscard]] Error {
  Errc code;
  std::string message;  ///< one or more sentences for the caller
  /// Seconds to wait before a retry; 0 if unknown.
  int retry_after_s = 0;
};

/// Makes `Result::value()` on a failure throw a std::runtime_error with the error's text.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location&);

/// The result of an operation that succeeds without a value.
struct Done {};

template <class T>
using Result = boost::system::result<T, Error>;

/// A failure of infrastructure: database, file, network. Caught at four boundaries only: store
/// runner, HTTP session, worker loop, main.
class Unavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A configuration that prevents the server or a command from running. The text states what to do.
class ConfigurationError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace usher
