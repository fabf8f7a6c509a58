/// CHECK aborts the process if a condition that our own code must guarantee is false.
///
/// CHECK stays enabled in production: a server that continues after its own bug does more harm than
/// a server that stops and is restarted. Invalid input is a `Result`, failing infrastructure an
/// exception; neither is checked with CHECK.
#pragma once

namespace usher {

/// Prints the failed expression with its file and line to standard error and aborts the process.
[[noreturn]] void check_failed(const char* expression, const char* file, int line) noexcept;

}  // namespace usher

#define CHECK(expression) \
  ((expression) ? static_cast<void>(0) : ::usher::check_failed(#expression, __FILE__, __LINE__))
