/// IP addresses, compared as numbers, never as text (docs/invariants.md, 13).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace usher::domain {

/// The use of an address.
enum class IpScope {
  sandbox,  ///< 127.0.0.1 or 192.168.0.0/16: a simulated activation without an account
  global,   ///< counts for the rule of one real activation per applicant's IP address
  local,    ///< private, link-local, multicast, reserved, …: refused unless configured
};

/// An IPv4 or IPv6 address. IPv4-mapped (::ffff:0:0/96), NAT64 (64:ff9b::/96, RFC 6052) and 6to4
/// (2002::/16, RFC 3056) addresses are treated as the IPv4 address in them.
class IpAddress {
 public:
  /// Parses dotted decimal or RFC 4291 text without zone, port or prefix length.
  static Result<IpAddress> parse(std::string_view text);

  IpScope scope() const;
  /// Returns the key of the rule of one activation per IP address: the IPv4 address, or the /64 of
  /// an IPv6 address. Keys of both kinds differ: only an IPv4 key has an upper half of zero.
  std::int64_t key() const;
  /// Returns the canonical text (RFC 5952 for IPv6).
  std::string text() const;

  friend bool operator==(const IpAddress&, const IpAddress&) = default;

 private:
  friend class IpRange;
  IpAddress() = default;

  bool v4_ = false;
  std::uint64_t high_ = 0;  // IPv6: the first 64 bits
  std::uint64_t low_ = 0;   // IPv6: the last 64 bits; IPv4: the address
};

/// A network in prefix notation ("10.0.0.0/8", "2001:db8::/32"), or a single address.
class IpRange {
 public:
  static Result<IpRange> parse(std::string_view text);
  bool contains(const IpAddress& address) const;

 private:
  IpRange(IpAddress network, int bits) : network_(network), bits_(bits) {}

  IpAddress network_;
  int bits_;  // the prefix length
};

}  // namespace usher::domain
