/// Randomness as a dependency: the operating system's generator in production, a seeded generator
/// in simulations.
#pragma once

#include <cstdint>
#include <string>

namespace usher {

/// A source of random bytes. Thread-safe.
class Random {
 public:
  virtual ~Random() = default;
  /// Returns `count` random bytes. Throws `Unavailable` if the generator fails.
  virtual std::string bytes(std::size_t count) = 0;
};

/// OpenSSL's cryptographic generator, seeded by the operating system.
class SystemRandom final : public Random {
 public:
  std::string bytes(std::size_t count) override;
};

/// Returns a random number in [0, 1), for jitter.
double uniform(Random& random);

/// Returns a random number of at least 1, for lease tokens. The lease token 0 stands for "no
/// lease".
std::int64_t random_positive_number(Random& random);

/// Returns 160 random bits as 32 alphanumeric characters (to_base32).
std::string random_token(Random& random);

/// Returns a version 4 UUID in lower case (RFC 9562, 5.4).
std::string random_uuid(Random& random);

}  // namespace usher
