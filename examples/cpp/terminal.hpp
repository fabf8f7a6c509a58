/// Asking a person.
#pragma once

#include <string>

#include "usher/client/secret.hpp"

/// One line. Throws std::runtime_error at the end of the input.
std::string ask(const std::string& question);

/// The same, without showing on a terminal what is typed.
usher::client::Secret ask_hidden(const std::string& question);
