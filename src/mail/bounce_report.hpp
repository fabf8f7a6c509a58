/// Reads reports about mails that were sent: delivery status notifications (RFC 3464), abuse
/// reports (RFC 5965), and the plain texts of qmail, Exim and other servers. Pure; the input may be
/// any bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/refusal.hpp"

namespace usher::mail {

enum class ReportKind {
  none,       ///< not a report
  other,      ///< not a failure: delayed, delivered, or not an abuse report
  failure,    ///< the mail was not delivered
  complaint,  ///< the recipient reported the mail as spam
};

struct BounceReport {
  ReportKind kind = ReportKind::none;
  domain::RefusalCause cause = domain::RefusalCause::undeliverable;  ///< of a failure
  std::string status;  ///< of a failure: "5.1.1"; empty if the report has no status
  std::string answer;  ///< of a failure: the diagnostic, one line of at most 500 bytes
  /// Candidates for the token of the returned mail, the most reliable first: the left part of its
  /// Message-ID, the part after '+' in its envelope sender, then that of the addresses that
  /// received the report.
  std::vector<std::string> names;
};

/// Reads a mail. Parts may be encoded, and the report may be forwarded as an attachment.
BounceReport read_bounce_report(std::string_view mail);

/// Returns the mails of an mbox file, separated by "From …" lines. Any other text is one mail.
std::vector<std::string_view> split_mailbox(std::string_view text);

}  // namespace usher::mail
