/// Classifies permanent refusals of mail servers: SMTP replies and delivery reports. Pure; the
/// input may be any bytes.
#pragma once

#include <string>
#include <string_view>

namespace usher::domain {

/// The cause of a refusal.
enum class RefusalCause {
  no_mailbox,     ///< the mailbox does not exist: the only fault of the address itself
  undeliverable,  ///< this recipient can't be reached now: mailbox full, disabled, no route,
                  ///< unclear
  policy,         ///< the server refuses the client, the sender or the mail; any address would do
};

/// Returns the cause of a reply ("550 5.1.1 no such user"). Reads the enhanced status code (RFC
/// 3463) wherever it stands, then the words. Temporary replies (4xx) are never `no_mailbox`.
RefusalCause refusal_cause(std::string_view reply);

/// Returns the cause in a delivery report (RFC 3464) from its fields Status ("5.1.1") and
/// Diagnostic-Code ("smtp; 550 5.1.1 no such user"), either of which may be empty. The diagnostic
/// decides where Status is missing or unspecific (5.0.0), and overrules "no such mailbox" if it
/// names another cause: some servers derive Status from the reply code alone.
RefusalCause report_cause(std::string_view status, std::string_view diagnostic);

/// Returns the reply without the parts that differ between recipients (addresses, words with
/// digits), to recognise the same reply to several of them.
std::string refusal_signature(std::string_view reply);

}  // namespace usher::domain
