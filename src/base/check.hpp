/// The one macro: CHECK states what must be true if our own code is right.
///
/// It is on in production, because a server that goes on after its own bug does more harm than one
/// that stops and is restarted. It is never used for what comes from outside (that is a `Result`)
/// nor for infrastructure that fails (that is an exception).
#pragma once

namespace usher {

/// Logs the broken expectation with its place and ends the process. Never returns.
[[noreturn]] void check_failed(const char* expression, const char* file, int line) noexcept;

}  // namespace usher

#define CHECK(expression) \
  ((expression) ? static_cast<void>(0) : ::usher::check_failed(#expression, __FILE__, __LINE__))
