#include "domain/refusal.hpp"

#include <gtest/gtest.h>

namespace usher::domain {

std::ostream& operator<<(std::ostream& out, RefusalCause cause) {
  constexpr const char* kNames[] = {"no_mailbox", "undeliverable", "policy"};
  return out << kNames[static_cast<int>(cause)];
}

namespace {

constexpr auto kGone = RefusalCause::no_mailbox;
constexpr auto kSoft = RefusalCause::undeliverable;
constexpr auto kPolicy = RefusalCause::policy;

struct ReplyRow {
  const char* reply;
  RefusalCause cause;
};

constexpr ReplyRow kReplies[] = {
    {"550 5.1.1 no such user", kGone},
    {"550 5.1.1", kGone},
    {"550 5.1.10 null MX", kGone},
    {"550 5.2.1 disabled", kGone},
    {"550 No such user here", kGone},
    {"550 #5.1.0 Address rejected.", kGone},
    {"550 <joe@example.com>: User unknown", kGone},
    {"550 <joe@example.com>... User unknown", kGone},
    {"550 user joe@example.com is unknown", kGone},
    {"550 sorry, no mailbox here by that name (#5.1.1)", kGone},
    {"550 (5.1.1) joe@example.com", kGone},
    {"550 Unrouteable address", kGone},
    {"550 Requested action not taken: mailbox unavailable", kGone},
    {"550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)", kGone},
    {"550-5.1.1 The email account that you tried to 550-5.1.1 reach does not exist.", kGone},
    {"554 delivery error: dd This user doesn't have a yahoo.com account (a@yahoo.com) [0]", kGone},
    {"550 Invalid recipient: <a@example.jp>", kGone},
    {"550 5.1.1 <a@b.c>: Recipient address rejected: User unknown in relay recipient table", kGone},
    {"553 5.3.0 <a@b.c>... No such user here", kGone},
    {"550 5.0.0 unknown recipient", kGone},
    {"550 Empfänger unbekannt", kGone},
    {"550 relay not permitted", kPolicy},
    {"553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", kPolicy},
    {"550 Message rejected because 192.0.2.1 is blocked using a DNS blocklist", kPolicy},
    {"554 5.7.1 <joe@example.com>: Relay access denied", kPolicy},
    {"550 5.7.1 looks like spam", kPolicy},
    {"550 5.7.1 user unknown", kPolicy},
    {"550 5.1.8 sender's domain unknown", kPolicy},
    {"550 5.1.1 blocked by our policy", kPolicy},
    {"550-Called: 192.0.2.1 550-Response: 550 5.1.1 User unknown 550 Sender verify failed",
     kPolicy},
    {"550 5.1.1 host said: 550 5.7.1 rejected", kPolicy},
    {"550 Administrative prohibition", kPolicy},
    {"550 Access denied", kPolicy},
    {"550 5.2.1 The user is receiving mail at a rate that prevents additional messages", kPolicy},
    {"552 5.3.4 message too large", kPolicy},
    {"550 Sender address does not exist", kPolicy},
    {"550 5.7.0 no", kPolicy},
    {"554 no", kSoft},
    {"550", kSoft},
    {"550 rejected", kSoft},
    {"550 Address rejected", kSoft},
    {"551 User not local", kSoft},
    {"552 mailbox full", kSoft},
    {"550 5.2.2 full", kSoft},
    {"550 5.1.11 x", kSoft},
    {"550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", kSoft},
    {"550 5.4.4 Host not found", kSoft},
    {"554 delivery error: dd This account has been disabled or discontinued [#102].", kSoft},
    {"450 4.1.1 user unknown", kSoft},
    {"450 no such user", kSoft},
    {"550 no such user, or blocked", kSoft},
    {"550 see 5.1.1.10 and v5.1.1-rc1 for help", kSoft},
    {"550 rejected <no-such-user@example.com> https://example.com/user_unknown", kSoft},
    {"550 no such file or directory", kSoft},
    {"", kSoft},
    {"5.1.1", kGone},
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
    {"5.1.1", "", kGone},
    {"5.1.1 (bad destination mailbox address)", "", kGone},
    {"5.0.0", "smtp; 550 <x@example.com>: User unknown", kGone},
    {"", "smtp; 550 5.1.1 <x@example.com>... User unknown", kGone},
    {"5.0.0", "smtp; 550 5.1.1 user", kGone},
    {"5.1.351", "smtp; 550 5.1.351 Remote server returned unknown recipient", kGone},
    {"5.0.0", "X-Postfix; unknown user: \"joe\"", kGone},
    {"4.0.0", "smtp; 550 5.1.1 user unknown", kGone},
    {"5.0.0", "smtp; 550 5.7.1 blocked", kPolicy},
    {"5.1.1", "smtp; 550 relay not permitted", kPolicy},
    {"5.1.1", "smtp; 550 5.7.1 Service unavailable", kPolicy},
    {"5.7.1", "smtp; 550 5.1.1 user unknown", kPolicy},
    {"5.0.0", "", kSoft},
    {"", "", kSoft},
    {"5.4.4", "X-Postfix; Host or domain name not found. Name service error", kSoft},
    {"4.4.7", "smtp; 550 no such user", kSoft},
    {"5.1.1", "smtp; 450 4.1.1 user unknown", kSoft},
    {"x", "\xff\xfe", kSoft},
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
