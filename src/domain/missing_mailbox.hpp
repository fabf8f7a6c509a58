/// Decides whether a permanent refusal means that the mailbox does not exist. One rule for replies
/// to RCPT and for delivery reports, because only a missing mailbox is the fault of the address:
/// other refusals concern the sender, the mail server, the content or a policy. Pure.
#pragma once

#include <string_view>

namespace usher::domain {

/// Returns whether the refusal means that the mailbox does not exist.
///
/// `status` is the enhanced status code of a delivery report (RFC 3463; "5.1.1"), or empty. `text`
/// is the server's reply ("550 5.1.1 no such user") or the report's Diagnostic-Code. A status that
/// is missing or unspecific, such as 5.0.0, leaves the decision to the first specific code in the
/// text, and then to the words of the text (RFC 3464, 2.3.6). Returns false for temporary codes.
bool means_missing_mailbox(std::string_view status, std::string_view text);

}  // namespace usher::domain
