#include "base/random.hpp"

#include <openssl/rand.h>

#include <cstring>

#include "base/encoding.hpp"
#include "base/error.hpp"

namespace usher {

std::string SystemRandom::bytes(std::size_t count) {
  std::string out(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(count)) != 1) {
    throw Unavailable("the system's random generator failed");
  }
  return out;
}

namespace {

std::uint64_t random_word(Random& random) {
  std::uint64_t word = 0;
  const std::string raw = random.bytes(sizeof word);
  std::memcpy(&word, raw.data(), sizeof word);
  return word;
}

}  // namespace

double uniform(Random& random) {
  return static_cast<double>(random_word(random) >> 11) * 0x1.0p-53;
}

std::int64_t random_positive_number(Random& random) {
  return static_cast<std::int64_t>(random_word(random) >> 1) | 1;
}

std::string random_token(Random& random) { return to_base32(random.bytes(20)); }

std::string random_uuid(Random& random) {
  std::string raw = random.bytes(16);
  raw[6] = static_cast<char>((static_cast<unsigned char>(raw[6]) & 0x0F) | 0x40);
  raw[8] = static_cast<char>((static_cast<unsigned char>(raw[8]) & 0x3F) | 0x80);
  std::string hex = to_hex(raw);
  for (const std::size_t at : {8U, 13U, 18U, 23U}) hex.insert(at, 1, '-');
  return hex;
}

}  // namespace usher
