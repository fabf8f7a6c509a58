/// Decides whether a rejection means that the mailbox does not exist. Pure.
#pragma once

#include <string_view>

namespace usher::domain {

/// Returns whether an enhanced status code (RFC 3463) such as "5.1.1" means that the mailbox does
/// not exist. Other permanent failures concern the sender, the mail or a policy.
bool is_bad_address(std::string_view status);

/// Returns whether a reply to RCPT, such as "550 5.1.1 no such user", means that the mailbox does
/// not exist. Without an enhanced code, the codes 550, 551 and 553 mean so (RFC 5321, 4.2.2).
bool reply_means_bad_address(std::string_view reply);

}  // namespace usher::domain
