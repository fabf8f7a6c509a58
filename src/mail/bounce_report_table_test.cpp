// Reports as real mail servers write them: fuzz/seeds/bounce has one file per row.
#include <gtest/gtest.h>

#include <set>

#include "base/file.hpp"
#include "mail/bounce_report.hpp"

namespace usher::mail {
namespace {

using domain::RefusalCause;

struct ReportRow {
  const char* file;
  ReportKind kind;
  RefusalCause cause;
};

// clang-format off
constexpr ReportRow kReports[] = {
    {"postfix-user-unknown", ReportKind::failure, RefusalCause::no_mailbox},
    {"postfix-no-enhanced-code", ReportKind::failure, RefusalCause::no_mailbox},
    {"postfix-pipe-unknown-user", ReportKind::failure, RefusalCause::no_mailbox},
    {"postfix-virtual-table", ReportKind::failure, RefusalCause::no_mailbox},
    {"postfix-relay-table", ReportKind::failure, RefusalCause::no_mailbox},
    {"postfix-relay-denied", ReportKind::failure, RefusalCause::policy},
    {"postfix-blocklist", ReportKind::failure, RefusalCause::policy},
    {"postfix-unspecific-blocked", ReportKind::failure, RefusalCause::policy},
    {"postfix-host-not-found", ReportKind::failure, RefusalCause::undeliverable},
    {"postfix-null-mx", ReportKind::failure, RefusalCause::no_mailbox},
    {"postfix-connection-timeout", ReportKind::failure, RefusalCause::undeliverable},
    {"postfix-expired-greylisting", ReportKind::failure, RefusalCause::policy},
    {"postfix-quota", ReportKind::failure, RefusalCause::undeliverable},
    {"postfix-delayed", ReportKind::other, RefusalCause::undeliverable},
    {"postfix-delivered", ReportKind::other, RefusalCause::undeliverable},
    {"postfix-verp", ReportKind::failure, RefusalCause::no_mailbox},
    {"postfix-sender-rejected", ReportKind::failure, RefusalCause::policy},
    {"postfix-size", ReportKind::failure, RefusalCause::policy},
    {"postfix-loop", ReportKind::failure, RefusalCause::undeliverable},
    {"postfix-headers-only", ReportKind::failure, RefusalCause::no_mailbox},
    {"postfix-global", ReportKind::failure, RefusalCause::no_mailbox},
    {"encoded-base64", ReportKind::failure, RefusalCause::no_mailbox},
    {"encoded-base64-headers", ReportKind::failure, RefusalCause::no_mailbox},
    {"encoded-base64-global", ReportKind::failure, RefusalCause::no_mailbox},
    {"encoded-quoted-printable", ReportKind::failure, RefusalCause::no_mailbox},
    {"encoded-soft-line-breaks", ReportKind::failure, RefusalCause::no_mailbox},
    {"encoded-base64-policy", ReportKind::failure, RefusalCause::policy},
    {"sendmail-user-unknown", ReportKind::failure, RefusalCause::no_mailbox},
    {"sendmail-no-status", ReportKind::failure, RefusalCause::no_mailbox},
    {"sendmail-status-from-550-relay", ReportKind::failure, RefusalCause::policy},
    {"sendmail-status-from-550-blocklist", ReportKind::failure, RefusalCause::policy},
    {"sendmail-host-unknown", ReportKind::failure, RefusalCause::no_mailbox},
    {"sendmail-status-from-553-rcpthosts", ReportKind::failure, RefusalCause::policy},
    {"sendmail-expired", ReportKind::failure, RefusalCause::undeliverable},
    {"sendmail-warning", ReportKind::other, RefusalCause::undeliverable},
    {"exim-user-unknown", ReportKind::failure, RefusalCause::no_mailbox},
    {"exim-unrouteable", ReportKind::failure, RefusalCause::no_mailbox},
    {"exim-no-code", ReportKind::failure, RefusalCause::no_mailbox},
    {"exim-relay", ReportKind::failure, RefusalCause::policy},
    {"exim-sender-verify", ReportKind::failure, RefusalCause::policy},
    {"exim-retry-timeout", ReportKind::failure, RefusalCause::undeliverable},
    {"exim-administrative", ReportKind::failure, RefusalCause::policy},
    {"exim-delay-warning", ReportKind::other, RefusalCause::undeliverable},
    {"exim-dsn", ReportKind::failure, RefusalCause::no_mailbox},
    {"qmail-no-mailbox", ReportKind::failure, RefusalCause::no_mailbox},
    {"qmail-remote-550", ReportKind::failure, RefusalCause::no_mailbox},
    {"qmail-rcpthosts", ReportKind::failure, RefusalCause::policy},
    {"qmail-timeout", ReportKind::failure, RefusalCause::undeliverable},
    {"qmail-host", ReportKind::failure, RefusalCause::no_mailbox},
    {"qmail-vpopmail-quota", ReportKind::failure, RefusalCause::undeliverable},
    {"exchange-recipient-not-found", ReportKind::failure, RefusalCause::no_mailbox},
    {"exchange-recipnotfound", ReportKind::failure, RefusalCause::no_mailbox},
    {"exchange-351", ReportKind::failure, RefusalCause::no_mailbox},
    {"exchange-domain-nonexistent", ReportKind::failure, RefusalCause::undeliverable},
    {"exchange-access-denied", ReportKind::failure, RefusalCause::undeliverable},
    {"exchange-authentication-required", ReportKind::failure, RefusalCause::policy},
    {"exchange-restricted", ReportKind::failure, RefusalCause::policy},
    {"exchange-expired", ReportKind::failure, RefusalCause::undeliverable},
    {"exchange-mailbox-full", ReportKind::failure, RefusalCause::undeliverable},
    {"exchange-loop", ReportKind::failure, RefusalCause::undeliverable},
    {"gmail-no-such-user", ReportKind::failure, RefusalCause::no_mailbox},
    {"gmail-disabled", ReportKind::failure, RefusalCause::no_mailbox},
    {"gmail-receiving-rate", ReportKind::failure, RefusalCause::policy},
    {"gmail-over-quota", ReportKind::failure, RefusalCause::undeliverable},
    {"gmail-unsolicited", ReportKind::failure, RefusalCause::policy},
    {"gmail-unauthenticated", ReportKind::failure, RefusalCause::policy},
    {"yahoo-no-account", ReportKind::failure, RefusalCause::no_mailbox},
    {"yahoo-discontinued", ReportKind::failure, RefusalCause::undeliverable},
    {"yahoo-mailbox-not-found", ReportKind::failure, RefusalCause::no_mailbox},
    {"yahoo-deferred", ReportKind::failure, RefusalCause::policy},
    {"yahoo-policy", ReportKind::failure, RefusalCause::policy},
    {"outlook-mailbox-unavailable", ReportKind::failure, RefusalCause::no_mailbox},
    {"outlook-block-list", ReportKind::failure, RefusalCause::policy},
    {"outlook-status-only", ReportKind::failure, RefusalCause::no_mailbox},
    {"gmx-policy", ReportKind::failure, RefusalCause::undeliverable},
    {"ses-user-unknown", ReportKind::failure, RefusalCause::no_mailbox},
    {"ses-suppressed", ReportKind::failure, RefusalCause::undeliverable},
    {"ses-content", ReportKind::failure, RefusalCause::policy},
    {"ses-no-diagnostic", ReportKind::failure, RefusalCause::no_mailbox},
    {"ironport-address-rejected", ReportKind::failure, RefusalCause::no_mailbox},
    {"ironport-relaying-denied", ReportKind::failure, RefusalCause::policy},
    {"proofpoint-blocked", ReportKind::failure, RefusalCause::policy},
    {"domino-not-listed", ReportKind::failure, RefusalCause::no_mailbox},
    {"docomo-unknown-user", ReportKind::failure, RefusalCause::no_mailbox},
    {"docomo-filtered", ReportKind::failure, RefusalCause::undeliverable},
    {"softbank-invalid-recipient", ReportKind::failure, RefusalCause::no_mailbox},
    {"softbank-rate", ReportKind::failure, RefusalCause::policy},
    {"ezweb-text", ReportKind::failure, RefusalCause::no_mailbox},
    {"ezweb-refused", ReportKind::failure, RefusalCause::policy},
    {"forwarded-as-attachment", ReportKind::failure, RefusalCause::no_mailbox},
    {"forwarded-policy-base64", ReportKind::failure, RefusalCause::policy},
    {"forwarding-recipient-has-two", ReportKind::failure, RefusalCause::undeliverable},
    {"arf-abuse", ReportKind::complaint, RefusalCause::undeliverable},
    {"arf-not-spam", ReportKind::other, RefusalCause::undeliverable},
    {"read-receipt", ReportKind::other, RefusalCause::undeliverable},
    {"vacation", ReportKind::none, RefusalCause::undeliverable},
    {"person-writes", ReportKind::none, RefusalCause::undeliverable},
};
// clang-format on

const std::filesystem::path kFolder = USHER_SOURCE_DIR "/fuzz/seeds/bounce";

std::string read(const std::string& name) {
  const auto text = read_file(kFolder / (name + ".eml"));
  return text.value_or("missing");
}

TEST(BounceReportTable, KindAndCause) {
  for (const ReportRow& row : kReports) {
    const BounceReport report = read_bounce_report(read(row.file));
    EXPECT_EQ(static_cast<int>(report.kind), static_cast<int>(row.kind)) << row.file;
    if (report.kind != ReportKind::failure) continue;
    EXPECT_EQ(static_cast<int>(report.cause), static_cast<int>(row.cause))
        << row.file << ": " << report.status << " " << report.answer;
  }
}

TEST(BounceReportTable, EveryFailureAndComplaintNamesItsMail) {
  for (const ReportRow& row : kReports) {
    if (row.kind != ReportKind::failure && row.kind != ReportKind::complaint) continue;
    const BounceReport report = read_bounce_report(read(row.file));
    ASSERT_FALSE(report.names.empty()) << row.file;
    EXPECT_EQ(report.names.front(), "17-4-k7abc-m2wqxyz3") << row.file;
  }
}

TEST(BounceReportTable, AllLineEndsReadAlike) {
  for (const ReportRow& row : kReports) {
    std::string text;
    for (const char c : read(row.file)) text += c == '\n' ? std::string("\r\n") : std::string(1, c);
    const BounceReport report = read_bounce_report(text);
    EXPECT_EQ(static_cast<int>(report.kind), static_cast<int>(row.kind)) << row.file;
    EXPECT_EQ(report.cause == RefusalCause::no_mailbox,
              row.kind == ReportKind::failure && row.cause == RefusalCause::no_mailbox)
        << row.file;
  }
}

TEST(BounceReportTable, HasARowForEachFile) {
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    files.insert(entry.path().stem().string());
  }
  std::set<std::string> rows;
  for (const ReportRow& row : kReports) rows.insert(row.file);
  EXPECT_EQ(rows, files);
  EXPECT_GE(rows.size(), 60U);
}

}  // namespace
}  // namespace usher::mail
