#include "mail/bounce_report.hpp"

#include <gtest/gtest.h>

namespace usher::mail {
namespace {

/// Returns a report in the format of Postfix.
std::string report(const std::string& status, const std::string& action = "failed") {
  return "Return-Path: <>\r\nX-Original-To: bounces+1-2-abc-def@example.com\r\n"
         "To: Bounces+1-2-ABC-DEF@example.com\r\nSubject: Undelivered Mail\r\n"
         "Content-Type: multipart/report; report-type=delivery-status;\r\n"
         "\tboundary=\"AB.12/mx\"\r\n\r\nThis is a MIME message.\r\n\r\n--AB.12/mx\r\n"
         "Content-Type: text/plain\r\n\r\nSorry. Action: failed\r\n\r\n--AB.12/mx\r\n"
         "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
         "Final-Recipient: rfc822; unknown@example.org\r\nAction: " +
         action + "\r\nStatus: " + status +
         "\r\nDiagnostic-Code: smtp; 550 5.1.1 no such\r\n    user\r\n\r\n--AB.12/mx\r\n"
         "Content-Type: message/rfc822\r\n\r\nFrom: a@example.com\r\n"
         "Message-ID:\r\n <7-8-xyz-uvw@example.com>\r\nSubject: x\r\n\r\nbody\r\n"
         "--AB.12/mx--\r\n";
}

TEST(BounceReport, ReadsReportsOfPostfix) {
  const auto read = read_bounce_report(report("5.1.1"));
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->for_good);
  EXPECT_EQ(read->status, "5.1.1");
  EXPECT_EQ(read->names.front(), "7-8-xyz-uvw");
  EXPECT_EQ(read->names[1], "1-2-abc-def");
  EXPECT_EQ(read->names[2], "1-2-abc-def");
  EXPECT_FALSE(read_bounce_report(report("4.4.1"))->for_good);
}

TEST(BounceReport, OnlyFailuresAreReports) {
  EXPECT_FALSE(read_bounce_report(report("4.4.1", "delayed")));
  EXPECT_FALSE(read_bounce_report(report("2.0.0", "delivered")));
  EXPECT_FALSE(read_bounce_report("Subject: hello\n\nAction: failed\nStatus: 5.0.0\n"));
}

TEST(BounceReport, AcceptsAnyInput) {
  const std::string whole = report("5.1.1");
  for (std::size_t i = 0; i <= whole.size(); ++i) read_bounce_report(whole.substr(0, i));
  for (const char* odd : {"", "\n", ":", "Content-Type: multipart/report; boundary=\"",
                          "Content-Type: multipart/report; boundary=x\n\n--x\n--x\n--x--"}) {
    EXPECT_FALSE(read_bounce_report(odd));
  }
}

TEST(BounceReport, SplitsMailboxes) {
  EXPECT_EQ(split_mailbox("A: b\n\nFrom here\n").size(), 1U);
  const auto mails =
      split_mailbox("From x@y Mon\nA: 1\n\nbody\nFrom inside\n\nFrom z\nA: 2\n\nb\n");
  ASSERT_EQ(mails.size(), 2U);
  EXPECT_EQ(mails[0], "A: 1\n\nbody\nFrom inside\n\n");
  EXPECT_EQ(mails[1], "A: 2\n\nb\n");
}

}  // namespace
}  // namespace usher::mail
