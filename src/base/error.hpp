/// The vocabulary of expected failures.
///
/// Three kinds of failure are never mixed: an expected outcome is a value (`Result<T>`), broken
/// infrastructure is an exception (`Unavailable`), our own bug is `CHECK`. The text of an `Error`
/// is meant for the caller: generic enough to give nothing away, helpful enough to act on. Details
/// belong into the log, secrets into neither.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace usher {

/// What kind of "no" it is. `api/reply` maps each to one HTTP status, the command line to one exit
/// code; nothing else may depend on the text.
enum class Errc {
  invalid,       ///< the input is wrong; the text names every wrong field
  unauthorized,  ///< who is asking is not known, or the proof is wrong
  forbidden,     ///< known, but may not
  not_found,     ///< no such thing, or none that the caller may know of
  conflict,      ///< the thing is in a state that does not allow this
  too_many,      ///< over a rate limit; try again later
};

struct [[nodiscard]] Error {
  Errc code;
  std::string message;  ///< for the caller; one or more whole sentences
  /// Seconds after which a repeat makes sense; 0 where that is not known.
  int retry_after_s = 0;
};

/// Lets `Result::value()` on a failure throw something that carries the text.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location&);

/// The result of an operation that succeeds without a value.
struct Done {};

template <class T>
using Result = boost::system::result<T, Error>;

/// Infrastructure that does not work right now: the database, a file, the network. Thrown where it
/// is seen, caught at four rims only (store runner, HTTP session, worker loop, main).
class Unavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The start or a command can't go on as things are configured; the text says what to do.
class ConfigurationError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace usher
