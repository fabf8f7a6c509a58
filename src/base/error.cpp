#include "base/error.hpp"

#include <cstdio>
#include <cstdlib>

#include "base/check.hpp"

namespace usher {

void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw std::runtime_error(error.message);
}

void check_failed(const char* expression, const char* file, int line) noexcept {
  // The logger is not used here, because it may be the cause of the failure.
  std::fprintf(stderr, "usher: internal error: expected %s at %s:%d\n", expression, file, line);
  std::abort();
}

}  // namespace usher
