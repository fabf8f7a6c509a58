/// Reads delivery status notifications (RFC 3464), by which mail servers report failed deliveries,
/// and feedback reports (RFC 5965), by which mailbox providers report complaints.
/// Pure functions; the input may be any bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace usher::mail {

struct BounceReport {
  bool for_good = false;   ///< the mailbox does not exist (domain/missing_mailbox)
  bool complaint = false;  ///< the recipient reported the mail as spam (RFC 5965)
  std::string
      status;  ///< an enhanced status code such as "5.1.1"; empty if the report has no status
  /// The candidates for the token of the returned mail, sorted by reliability: the left part of its
  /// Message-ID, then the part after '+' in the addresses that received the report.
  std::vector<std::string> names;
};

/// Returns nullopt if the mail is not a report of a failed delivery or of a complaint. Finds
/// reports that were forwarded as attachments, too.
std::optional<BounceReport> read_bounce_report(std::string_view mail);

/// Returns the mails of an mbox file, separated by "From …" lines. Text in another format is one
/// mail.
std::vector<std::string_view> split_mailbox(std::string_view text);

}  // namespace usher::mail
