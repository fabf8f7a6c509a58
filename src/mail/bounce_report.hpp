/// What a mail server says when it could not deliver a mail (RFC 3464), read from its report. Pure;
/// the input may be anything.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace usher::mail {

struct BounceReport {
  bool for_good = false;  ///< there is no such mailbox (domain/mailing/bounce)
  std::string status;     ///< "5.1.1"; empty: it names none
  /// What may name the mail that came back, the best first: left parts of its Message-ID, then what
  /// stands behind a '+' in the addresses that the report came to.
  std::vector<std::string> names;
};

/// Nothing when it is no report, or does not say that a delivery has failed.
std::optional<BounceReport> read_bounce_report(std::string_view mail);

/// The mails of a mailbox file ("From …" lines between them), or the one that the text is.
std::vector<std::string_view> split_mailbox(std::string_view text);

}  // namespace usher::mail
