#include "domain/ip_address.hpp"

#include <arpa/inet.h>

#include <array>
#include <cstring>

#include "base/text.hpp"

namespace usher::domain {
namespace {

struct Range4 {
  std::uint32_t network;
  int bits;
};

// Special-purpose registries (RFC 6890 and updates) without the documentation ranges, which
// examples and tests use and no host can send from (docs/decisions.md).
constexpr std::array<Range4, 11> kLocal4 = {{{0x00000000, 8},    // "this" network
                                             {0x0A000000, 8},    // private
                                             {0x64400000, 10},   // shared (carrier NAT inside)
                                             {0x7F000000, 8},    // loopback
                                             {0xA9FE0000, 16},   // link-local
                                             {0xAC100000, 12},   // private
                                             {0xC0000000, 24},   // IETF protocol assignments
                                             {0xC0586300, 24},   // 6to4 relays
                                             {0xC6120000, 15},   // benchmarking
                                             {0xE0000000, 4},    // multicast
                                             {0xF0000000, 4}}};  // reserved, broadcast

constexpr std::uint32_t kLoopback4 = 0x7F000001;
constexpr Range4 kSandbox4 = {0xC0A80000, 16};

bool is_in(std::uint32_t address, Range4 range) {
  return ((address ^ range.network) >> (32 - range.bits)) == 0;
}

/// Returns whether an IPv6 address is global unicast: 2000::/3 (RFC 4291, 2.4) without 2001::/23,
/// the IETF's protocol assignments (Teredo, ORCHID, benchmarking).
bool is_global6(std::uint64_t high) {
  if ((high >> 61) != 1) return false;
  return (high >> 41) != (std::uint64_t{0x20010000} >> 9);
}

std::uint64_t big_endian(const unsigned char* bytes) {
  std::uint64_t out = 0;
  for (int i = 0; i < 8; ++i) out = (out << 8) | bytes[i];
  return out;
}

}  // namespace

Result<IpAddress> IpAddress::parse(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN + 1> zero_ended{};
  const Error error{Errc::invalid, "is not an IPv4 or IPv6 address"};
  if (text.empty() || text.size() >= zero_ended.size()) return error;
  if (text.find('\0') != std::string_view::npos) return error;
  std::memcpy(zero_ended.data(), text.data(), text.size());

  IpAddress address;
  std::array<unsigned char, 16> raw{};
  if (inet_pton(AF_INET, zero_ended.data(), raw.data()) == 1) {
    address.v4_ = true;
    address.low_ = big_endian(raw.data()) >> 32;
    return address;
  }
  if (inet_pton(AF_INET6, zero_ended.data(), raw.data()) != 1) return error;
  address.high_ = big_endian(raw.data());
  address.low_ = big_endian(raw.data() + 8);
  const bool mapped = address.high_ == 0 && (address.low_ >> 32) == 0xFFFF;
  const bool nat64 = address.high_ == 0x0064FF9B00000000 && (address.low_ >> 32) == 0;
  const bool sixtofour = (address.high_ >> 48) == 0x2002;
  if (sixtofour) address.low_ = address.high_ >> 16;
  if (mapped || nat64 || sixtofour) {
    address.v4_ = true;
    address.high_ = 0;
    address.low_ &= 0xFFFFFFFF;
  }
  return address;
}

IpScope IpAddress::scope() const {
  if (!v4_) return is_global6(high_) ? IpScope::global : IpScope::local;
  const auto address = static_cast<std::uint32_t>(low_);
  if (address == kLoopback4 || is_in(address, kSandbox4)) return IpScope::sandbox;
  for (const Range4 range : kLocal4) {
    if (is_in(address, range)) return IpScope::local;
  }
  return IpScope::global;
}

std::int64_t IpAddress::key() const { return static_cast<std::int64_t>(v4_ ? low_ : high_); }

std::string IpAddress::text() const {
  std::array<unsigned char, 16> raw{};
  const auto put = [&raw](std::uint64_t word, std::size_t at, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      raw[at + i] = static_cast<unsigned char>(word >> (8 * (count - 1 - i)));
    }
  };
  if (v4_) {
    put(low_, 0, 4);
  } else {
    put(high_, 0, 8);
    put(low_, 8, 8);
  }
  std::array<char, INET6_ADDRSTRLEN> out{};
  inet_ntop(v4_ ? AF_INET : AF_INET6, raw.data(), out.data(), out.size());
  return out.data();
}

Result<IpRange> IpRange::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const Result<IpAddress> network = IpAddress::parse(text.substr(0, slash));
  if (!network) return network.error();
  const int max_bits = network->v4_ ? 32 : 128;
  int bits = max_bits;
  if (slash != std::string_view::npos) {
    bits = parse_integer<int>(text.substr(slash + 1)).value_or(-1);
    if (bits < 0 || bits > max_bits) {
      return Error{Errc::invalid, "is not a network such as 10.0.0.0/8"};
    }
  }
  return IpRange(*network, bits);
}

bool IpRange::contains(const IpAddress& address) const {
  if (address.v4_ != network_.v4_) return false;
  const auto same = [](std::uint64_t a, std::uint64_t b, int bits, int width) {
    return bits == 0 || ((a ^ b) >> (width - bits)) == 0;
  };
  if (address.v4_) return same(address.low_, network_.low_, bits_, 32);
  const int high_bits = std::min(bits_, 64);
  return same(address.high_, network_.high_, high_bits, 64) &&
         same(address.low_, network_.low_, bits_ - high_bits, 64);
}

}  // namespace usher::domain
