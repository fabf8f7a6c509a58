/// What a refusal says of the address that it came for. Pure.
#pragma once

#include <string_view>

namespace usher::domain {

/// For an enhanced status code (RFC 3463; "5.1.1"): there is no such mailbox, so that no mail will
/// ever get there. Other permanent failures are about the sender, the mail, or a policy.
bool is_bad_address(std::string_view status);

/// The same for a server's answer to RCPT ("550 5.1.1 no such user"); where it has no enhanced
/// code, 550, 551 and 553 (RFC 5321, 4.2.2) say so.
bool says_address_is_bad(std::string_view answer);

}  // namespace usher::domain
