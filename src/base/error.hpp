/// Expected failures.
///
/// Three kinds of failure are kept apart: an expected failure is a value (`Result<T>`), failing
/// infrastructure an exception (`Unavailable`), our own bug a `CHECK`. The text of an `Error` is
/// for the caller: it helps to correct the request and discloses nothing else. Details belong in
/// the log, secrets in neither.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace usher {

/// The kind of a failure. `api/reply` maps each to one HTTP status, the command line to one exit
/// code.
enum class Errc {
  invalid,       ///< the input is wrong; the text names every wrong field
  unauthorized,  ///< the caller is unknown, or its credentials are wrong
  forbidden,     ///< the caller is known but lacks the permission
  not_found,     ///< it does not exist, or the caller may not see it
  conflict,      ///< its state does not allow this operation
  too_many,      ///< over a rate limit; try again later
  unsupported,   ///< the body has an encoding that is not supported
};

struct [[nodiscard]] Error {
  Errc code;
  std::string message;  ///< for the caller; one or more sentences
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
