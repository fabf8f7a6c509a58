/// The keys of PostgreSQL's advisory locks. Each key has two integers, so that it never equals the
/// single key of an IP address (store/provisioning/activation.hpp).
#pragma once

namespace usher::store {

/// The first key of the locks of an installation, and their second keys.
inline constexpr int kInstallationLocks = 1970;
inline constexpr int kMigrationLock = 1;
inline constexpr int kFingerprintLock = 2;

/// The first key of locks per address; the second key is derived from the address.
inline constexpr int kAddressLocks = 1971;

}  // namespace usher::store
