/// The applicant's e-mail address.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace usher::domain {

/// A checked address. Two spellings of one mailbox have the same `address`: the domain is
/// lower-case A-labels (IDNA2008, RFC 5891), the local part is kept as it is (RFC 5321, 2.4).
struct Email {
  std::string address;  ///< what mail is sent to: ASCII only
  std::string domain;   ///< the part after '@' of `address`

  friend bool operator==(const Email&, const Email&) = default;
};

/// Trims, checks and normalises. Accepts dot-atoms and quoted local parts (RFC 5321, 4.1.2), at
/// most 64 octets before and 255 after '@', 254 in all, a domain of at least two labels. Refuses
/// local parts outside ASCII (they need SMTPUTF8 on every hop), address literals and comments.
Result<Email> parse_email(std::string_view text);
/// The same for one that mail is to come from: nothing before the '@' is quoted, since not every
/// mail server takes that.
Result<Email> parse_sender(std::string_view text);

/// The domain in lower-case A-labels; an error when it is none that mail could go to.
Result<std::string> normalise_domain(std::string_view domain);

/// A number for an index over addresses: equal addresses have equal keys.
std::int64_t address_key(std::string_view address);

}  // namespace usher::domain
