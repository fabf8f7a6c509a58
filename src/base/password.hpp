/// Hashes passwords that people choose: Argon2id (RFC 9106) with at least OWASP's minimum cost.
///
/// Each call occupies a core and 19 MiB for some hundredths of a second. Do not call these
/// functions on a socket thread or inside a transaction. Thread-safe.
#pragma once

#include <string>

#include "base/secret.hpp"

namespace usher {

/// Returns the text to store: algorithm, cost, salt and hash. Throws std::bad_alloc if memory is
/// exhausted.
std::string hash_password(const Secret& password);
/// Returns whether the password matches the hash. Takes the time of one hash in every case, even if
/// `hash` is malformed.
bool verify_password(const std::string& hash, const Secret& password);
/// Returns whether the hash was computed with another cost than `hash_password` uses.
bool needs_rehash(const std::string& hash);
/// Takes the time of one hash. Call it to refuse a sign-in without a stored hash, so that the
/// response time does not disclose whether the account exists.
void simulate_password_check(const Secret& password);

}  // namespace usher
