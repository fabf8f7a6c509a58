/// Passwords that people choose: kept as Argon2id (RFC 9106), with OWASP's least cost or more.
/// Each call keeps a core busy and 19 MiB in use for some hundredths of a second: not on a socket
/// thread, not inside a transaction. Thread-safe.
#pragma once

#include <string>

#include "base/secret.hpp"

namespace usher {

/// The text that is stored: algorithm, cost, salt and hash. Throws std::bad_alloc.
std::string hash_password(const Secret& password);
/// Takes the time of one hash whatever comes of it; a text that is none counts as wrong and takes
/// as long.
bool verify_password(const std::string& hash, const Secret& password);
/// It was made at another cost than `hash_password` takes now.
bool needs_rehash(const std::string& hash);
/// Takes the time of one hash and says nothing: for who is refused without there being one to
/// compare with, so that nobody can tell by the clock.
void simulate_password_check(const Secret& password);

}  // namespace usher
