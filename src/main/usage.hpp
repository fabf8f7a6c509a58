/// What is said to who typed a command line that is not understood.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/error.hpp"

namespace usher {

/// For an option or a word that takes a whole number: only these.
CLI::Validator whole_number_between(std::int64_t least, std::int64_t most);

/// What is wrong with the words, what is allowed, and which help to read. REQUIRES: parsing them
/// has just failed with this error, which is not a call for help.
std::string explain(CLI::App& program, const CLI::ParseError& error, std::span<char* const> words);

/// For a command that changes what its options name: the error that none is there.
std::optional<Error> nothing_to_change(const CLI::App& command);

}  // namespace usher
