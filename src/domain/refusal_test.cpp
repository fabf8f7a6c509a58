#include "domain/refusal.hpp"

#include <gtest/gtest.h>

namespace usher::domain {

std::ostream& operator<<(std::ostream& out, RefusalCause cause) {
  constexpr const char* kNames[] = {"no_mailbox", "undeliverable", "policy"};
  return out << kNames[static_cast<int>(cause)];
}

namespace {

constexpr auto kMissingMailbox = RefusalCause::no_mailbox;
constexpr auto kUnreachable = RefusalCause::undeliverable;
constexpr auto kByPolicy = RefusalCause::policy;

struct ReplyRow {
  const char* reply;
  RefusalCause cause;
};

constexpr ReplyRow kReplies[] = {
    {"550 5.1.1 no such user", kMissingMailbox},
    {"550 5.1.1", kMissingMailbox},
    {"550 5.1.10 null MX", kMissingMailbox},
    {"550 5.2.1 disabled", kMissingMailbox},
    {"550 No such user here", kMissingMailbox},
    {"550 #5.1.0 Address rejected.", kMissingMailbox},
    {"550 <joe@example.com>: User unknown", kMissingMailbox},
    {"550 <joe@example.com>... User unknown", kMissingMailbox},
    {"550 user joe@example.com is unknown", kMissingMailbox},
    {"550 sorry, no mailbox here by that name (#5.1.1)", kMissingMailbox},
    {"550 (5.1.1) joe@example.com", kMissingMailbox},
    {"550 Unrouteable address", kMissingMailbox},
    {"550 Requested action not taken: mailbox unavailable", kMissingMailbox},
    {"550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)", kMissingMailbox},
    {"550-5.1.1 The email account that you tried to 550-5.1.1 reach does not exist.",
     kMissingMailbox},
    {"554 delivery error: dd This user doesn't have a yahoo.com account (a@yahoo.com) [0]",
     kMissingMailbox},
    {"550 Invalid recipient: <a@example.jp>", kMissingMailbox},
    {"550 5.1.1 <a@b.c>: Recipient address rejected: User unknown in relay recipient table",
     kMissingMailbox},
    {"553 5.3.0 <a@b.c>... No such user here", kMissingMailbox},
    {"550 5.0.0 unknown recipient", kMissingMailbox},
    {"550 Empfänger unbekannt", kMissingMailbox},
    {"550 relay not permitted", kByPolicy},
    {"553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", kByPolicy},
    {"550 Message rejected because 192.0.2.1 is blocked using a DNS blocklist", kByPolicy},
    {"554 5.7.1 <joe@example.com>: Relay access denied", kByPolicy},
    {"550 5.7.1 looks like spam", kByPolicy},
    {"550 5.7.1 user unknown", kByPolicy},
    {"550 5.1.8 sender's domain unknown", kByPolicy},
    {"550 5.1.1 blocked by our policy", kByPolicy},
    {"550-Called: 192.0.2.1 550-Response: 550 5.1.1 User unknown 550 Sender verify failed",
     kByPolicy},
    {"550 5.1.1 host said: 550 5.7.1 rejected", kByPolicy},
    {"550 Administrative prohibition", kByPolicy},
    {"550 Access denied", kByPolicy},
    {"550 5.2.1 The user is receiving mail at a rate that prevents additional messages", kByPolicy},
    {"552 5.3.4 message too large", kByPolicy},
    {"550 Sender address does not exist", kByPolicy},
    {"550 5.7.0 no", kByPolicy},
    {"554 no", kUnreachable},
    {"550", kUnreachable},
    {"550 rejected", kUnreachable},
    {"550 Address rejected", kUnreachable},
    {"551 User not local", kUnreachable},
    {"552 mailbox full", kUnreachable},
    {"550 5.2.2 full", kUnreachable},
    {"550 5.1.11 x", kUnreachable},
    {"550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", kUnreachable},
    {"550 5.4.4 Host not found", kUnreachable},
    {"554 delivery error: dd This account has been disabled or discontinued [#102].", kUnreachable},
    {"450 4.1.1 user unknown", kUnreachable},
    {"450 no such user", kUnreachable},
    {"550 no such user, or blocked", kUnreachable},
    {"550 see 5.1.1.10 and v5.1.1-rc1 for help", kUnreachable},
    {"550 rejected <no-such-user@example.com> https://example.com/user_unknown", kUnreachable},
    {"550 no such file or directory", kUnreachable},
    {"", kUnreachable},
    {"5.1.1", kMissingMailbox},
};

TEST(Refusal, OnlyAMissingMailboxIsTheAddressesFault) {
  for (const ReplyRow& row : kReplies) EXPECT_EQ(refusal_cause(row.reply), row.cause) << row.reply;
}

struct ReportRow {
  const char* status;
  const char* diagnostic;
  RefusalCause cause;
};

constexpr ReportRow kReports[] = {
    {"5.1.1", "", kMissingMailbox},
    {"5.1.1 (bad destination mailbox address)", "", kMissingMailbox},
    {"5.0.0", "smtp; 550 <x@example.com>: User unknown", kMissingMailbox},
    {"", "smtp; 550 5.1.1 <x@example.com>... User unknown", kMissingMailbox},
    {"5.0.0", "smtp; 550 5.1.1 user", kMissingMailbox},
    {"5.1.351", "smtp; 550 5.1.351 Remote server returned unknown recipient", kMissingMailbox},
    {"5.0.0", "X-Postfix; unknown user: \"joe\"", kMissingMailbox},
    {"4.0.0", "smtp; 550 5.1.1 user unknown", kMissingMailbox},
    {"5.0.0", "smtp; 550 5.7.1 blocked", kByPolicy},
    {"5.1.1", "smtp; 550 relay not permitted", kByPolicy},
    {"5.1.1", "smtp; 550 5.7.1 Service unavailable", kByPolicy},
    {"5.7.1", "smtp; 550 5.1.1 user unknown", kByPolicy},
    {"5.0.0", "", kUnreachable},
    {"", "", kUnreachable},
    {"5.4.4", "X-Postfix; Host or domain name not found. Name service error", kUnreachable},
    {"4.4.7", "smtp; 550 no such user", kUnreachable},
    {"5.1.1", "smtp; 450 4.1.1 user unknown", kUnreachable},
    {"x", "\xff\xfe", kUnreachable},
};

TEST(Refusal, TheDiagnosticDecidesWhereTheStatusIsUnspecific) {
  for (const ReportRow& row : kReports) {
    EXPECT_EQ(report_cause(row.status, row.diagnostic), row.cause)
        << row.status << ' ' << row.diagnostic;
  }
}

TEST(Refusal, SignaturesIgnoreWhatDiffersBetweenRecipients) {
  EXPECT_EQ(refusal_signature("554 5.7.1 <a@example.org>: Relay access denied (q1F2)"),
            refusal_signature("554 5.7.1 <b@example.net>: relay access denied (q9)"));
  EXPECT_NE(refusal_signature("554 5.7.1 no"), refusal_signature("554 5.1.1 no"));
  EXPECT_NE(refusal_signature("554 no"), refusal_signature("550 no"));
}

}  // namespace
}  // namespace usher::domain
