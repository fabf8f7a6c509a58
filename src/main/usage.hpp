/// Error messages for invalid command lines.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/error.hpp"

namespace usher {

/// Validates a whole number.
CLI::Validator whole_number_between(std::int64_t min, std::int64_t max);

/// Explains what is wrong, what is allowed, and which help to read. REQUIRES: parsing `arguments`
/// has just failed with this error, which is not a request for help.
std::string explain(CLI::App& program, const CLI::ParseError& error,
                    std::span<char* const> arguments);

/// Returns an error if a command that changes what its options name was called without options.
std::optional<Error> nothing_to_change(const CLI::App& command);

}  // namespace usher
