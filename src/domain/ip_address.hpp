/// The applicant's address: parsed first, compared as a number, never as text (hard points, 13).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace usher::domain {

/// What an address may be used for.
enum class IpScope {
  sandbox,  ///< 127.0.0.1 or 192.168.0.0/16: a fake activation, no account is made
  global,   ///< counts for "one real activation per applicant IP"
  local,  ///< private, link-local, multicast, reserved, …: refused unless allowed by configuration
};

/// An IPv4 or IPv6 address. IPv4-mapped (::ffff:0:0/96) and NAT64 (64:ff9b::/96, RFC 6052)
/// addresses are the IPv4 address that they carry.
class IpAddress {
 public:
  /// Dotted decimal or RFC 4291 text; no zone, port or prefix length.
  static Result<IpAddress> parse(std::string_view text);

  IpScope scope() const;
  /// What "one per IP" goes by: the IPv4 address, or the /64 of an IPv6 address. Distinct for
  /// distinct usable addresses: an IPv4 key has its upper half zero, a usable /64 never has.
  std::int64_t key() const;
  /// Canonical text (RFC 5952 for IPv6).
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
  int bits_;  // that have to match
};

}  // namespace usher::domain
