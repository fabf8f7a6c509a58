/// Error messages for invalid command lines.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/error.hpp"

namespace usher {

/// Returns a validator of whole numbers from `min` to `max`.
CLI::Validator whole_number_between(std::int64_t min, std::int64_t max);

/// Returns a message with the problem, the allowed values and the command that prints help.
/// REQUIRES: parsing `arguments` has just failed with this error, which is not a request for help.
std::string explain(CLI::App& program, const CLI::ParseError& error,
                    std::span<char* const> arguments);

/// Returns an error if a command that changes only the values in its options was called without
/// options.
std::optional<Error> nothing_to_change(const CLI::App& command);

}  // namespace usher
