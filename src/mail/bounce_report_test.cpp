#include "mail/bounce_report.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"

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

/// Returns a report whose parts have this transfer encoding.
std::string encoded_report(const std::string& encoding, const std::string& status_part,
                           const std::string& headers_part) {
  const std::string field = "\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n";
  return "Content-Type: multipart/report; boundary=B\r\n\r\n--B\r\n"
         "Content-Type: message/delivery-status" +
         field + status_part + "\r\n--B\r\nContent-Type: text/rfc822-headers" + field +
         headers_part + "\r\n--B--\r\n";
}

TEST(BounceReport, DecodesItsParts) {
  const std::string status =
      "Reporting-MTA: dns; mx.example.com\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n";
  const std::string headers = "Message-ID: <7-8-xyz-uvw@example.com>\r\n";
  std::string wrapped = to_base64(status);
  wrapped.insert(40, "\r\n");
  for (const std::string& mail :
       {encoded_report("BASE64", wrapped, to_base64(headers)),
        encoded_report("quoted-printable",
                       "Reporting-MTA: dns; mx\r\n\r\nAction: fai=\r\nled\r\nStatus: 5=2E1.1\r\n",
                       "Message-ID: <7-8-xyz=2Duvw@example.com>\r\n"),
        encoded_report("7bit", status, headers)}) {
    const auto read = read_bounce_report(mail);
    ASSERT_TRUE(read) << mail;
    EXPECT_TRUE(read->for_good) << mail;
    EXPECT_EQ(read->names, std::vector<std::string>{"7-8-xyz-uvw"}) << mail;
  }
}

TEST(BounceReport, ReadsTheWordsOfTheServer) {
  const auto with = [](const std::string& fields) {
    return read_bounce_report(
        encoded_report("7bit", "Reporting-MTA: dns; mx\r\n\r\nAction: failed\r\n" + fields, ""));
  };
  EXPECT_TRUE(with("Status: 5.0.0\r\nDiagnostic-Code: smtp; 550 <x@example.com>: User unknown\r\n")
                  ->for_good);
  EXPECT_TRUE(
      with("Diagnostic-Code: smtp; 550 5.1.1 <x@example.com>... User unknown\r\n")->for_good);
  EXPECT_FALSE(with("Status: 5.0.0\r\nDiagnostic-Code: smtp; 550 5.7.1 blocked\r\n")->for_good);
}

TEST(BounceReport, ReadsForwardedReports) {
  const auto read = read_bounce_report(
      "From: staff@example.com\r\nContent-Type: multipart/mixed; boundary=F\r\n\r\n--F\r\n"
      "Content-Type: text/plain\r\n\r\nsee below\r\n--F\r\nContent-Type: message/rfc822\r\n\r\n" +
      report("5.1.1") + "\r\n--F--\r\n");
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->for_good);
  EXPECT_EQ(read->names.front(), "7-8-xyz-uvw");
}

TEST(BounceReport, ReadsComplaints) {
  const std::string mail =
      "Content-Type: multipart/report; report-type=feedback-report; boundary=B\r\n\r\n--B\r\n"
      "Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n--B\r\n"
      "Content-Type: message/rfc822\r\n\r\nMessage-ID: <7-8-xyz-uvw@example.com>\r\n\r\nx\r\n"
      "--B--\r\n";
  const auto read = read_bounce_report(mail);
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->complaint);
  EXPECT_FALSE(read->for_good);
  EXPECT_EQ(read->names.front(), "7-8-xyz-uvw");
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
