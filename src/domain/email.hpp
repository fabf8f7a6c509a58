/// Parses and normalises email addresses. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace usher::domain {

/// A checked, normalised address. The domain is in lower-case A-labels (IDNA2008, RFC 5891); the
/// local part is unchanged (RFC 5321, 2.4).
struct Email {
  std::string address;  ///< ASCII only
  std::string domain;   ///< the part of `address` after '@'

  friend bool operator==(const Email&, const Email&) = default;
};

/// Trims, checks and normalises an address. Accepts dot-atoms and quoted local parts (RFC 5321,
/// 4.1.2) of at most 64 octets, domains of at least two labels and at most 255 octets, and 254
/// octets in total. Refuses local parts outside ASCII (which need SMTPUTF8 on every hop), address
/// literals and comments. The error continues a sentence after the field's name.
Result<Email> parse_email(std::string_view text);
/// Checks a sender's address. Refuses quoted local parts too, because some mail servers reject
/// them.
Result<Email> parse_sender(std::string_view text);

/// Returns the domain in lower-case A-labels, or an error if no mail can be sent to it.
Result<std::string> normalise_domain(std::string_view domain);

/// Returns a hash of the address for database indexes. Equal addresses have equal hashes.
std::int64_t address_key(std::string_view address);

}  // namespace usher::domain
