/// Randomness as a dependency: the operating system's in production, a seeded one in simulations.
#pragma once

#include <cstdint>
#include <string>

namespace usher {

/// Thread-safe.
class Random {
 public:
  virtual ~Random() = default;
  /// `count` random bytes. Throws `Unavailable` when the system has none to give.
  virtual std::string bytes(std::size_t count) = 0;
};

/// The cryptographic generator of OpenSSL, seeded by the operating system.
class SystemRandom final : public Random {
 public:
  std::string bytes(std::size_t count) override;
};

/// A number in [0, 1), for jitter.
double uniform(Random& random);

/// A number from 1 on, such as the token of a lease: 0 is nobody's.
std::int64_t random_positive_number(Random& random);

/// 160 random bits that nobody guesses, as alphanumerics: 32 characters of base32, nothing
/// padded.
std::string random_token(Random& random);

/// A random (version 4) UUID in its usual lower-case shape (RFC 9562, 5.4).
std::string random_uuid(Random& random);

}  // namespace usher
