/// Prompts on the terminal.
#pragma once

#include <string>

#include "usher/client/secret.hpp"

/// Prints the question and returns a line of input. Throws std::runtime_error at the end of input.
std::string ask(const std::string& question);

/// Does the same without echoing the input.
usher::client::Secret ask_hidden(const std::string& question);
