#include "mail/smtp_conversation.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace usher::mail {
namespace {

/// Returns the conversation after these lines: "> " precedes a command, "< " precedes a reply, and
/// "." is the mail.
SmtpConversation after(std::vector<std::string> lines, const std::vector<std::string>& more = {}) {
  lines.insert(lines.end(), more.begin(), more.end());
  SmtpConversation out;
  for (const std::string& line : lines) {
    if (line == ".") {
      out.sent_mail();
    } else if (line.starts_with("> ")) {
      out.sent(line.substr(2) + "\r\n");
    } else {
      out.received(line.substr(2) + "\r\n");
    }
  }
  return out;
}

const std::vector<std::string> kUpToRcpt = {
    "< 220 hi",       "> EHLO me",        "< 250-sink", "< 250 SIZE 1", "> MAIL FROM:<a@b.c>",
    "< 250 2.1.0 ok", "> RCPT TO:<d@e.f>"};

SmtpConversation from_rcpt(const std::vector<std::string>& lines) {
  return after(kUpToRcpt, lines);
}

TEST(SmtpConversation, IsOnlyAcceptedWithTheReplyToTheWholeMail) {
  const std::vector<std::string> lines = {"< 250 ok", "> DATA", "< 354 go", ".",
                                          "< 250 2.0.0 queued"};
  EXPECT_EQ(from_rcpt(lines).outcome(), SendOutcome::accepted);
  EXPECT_EQ(from_rcpt(lines).answer(), "250 2.0.0 queued");
  for (std::size_t count = 0; count < lines.size(); ++count) {
    EXPECT_EQ(from_rcpt({lines.begin(), lines.begin() + static_cast<long>(count)}).outcome(),
              SendOutcome::deferred);
  }
  EXPECT_EQ(from_rcpt({"< 250 ok", "> DATA", "< 354 go", "< 250 too early"}).outcome(),
            SendOutcome::deferred);
}

TEST(SmtpConversation, AnUnansweredMailIsPossiblyAccepted) {
  const auto possibly_accepted = [](const std::vector<std::string>& lines) {
    return from_rcpt(lines).possibly_accepted();
  };
  EXPECT_TRUE(possibly_accepted({"< 250 ok", "> DATA", "< 354 go", "."}));
  EXPECT_TRUE(possibly_accepted({"< 250 ok", "> DATA", "< 354 go", ".", "< 250-half an answer"}));
  EXPECT_FALSE(possibly_accepted({"< 250 ok", "> DATA", "< 354 go"}));
  for (const char* answer : {"< 250 ok", "< 451 later", "< 554 no", "< 421 bye"}) {
    EXPECT_FALSE(possibly_accepted({"< 250 ok", "> DATA", "< 354 go", ".", answer})) << answer;
  }
}

TEST(SmtpConversation, DistinguishesRelayRecipientAndMessage) {
  EXPECT_EQ(after({}).outcome(), SendOutcome::relay_unavailable);
  EXPECT_EQ(after({"< 554 no"}).outcome(), SendOutcome::relay_unavailable);
  EXPECT_EQ(
      after({"< 220 hi", "> EHLO me", "< 250 ok", "> MAIL FROM:<a@b.c>", "< 550 no"}).outcome(),
      SendOutcome::relay_unavailable);
  EXPECT_EQ(from_rcpt({"< 550 5.1.1 no"}).outcome(), SendOutcome::recipient_rejected);
  EXPECT_EQ(from_rcpt({"< 450 later"}).outcome(), SendOutcome::deferred);
  EXPECT_EQ(from_rcpt({"< 421 bye"}).outcome(), SendOutcome::relay_unavailable);
  EXPECT_EQ(from_rcpt({"< 530 5.7.0 sign in first"}).outcome(), SendOutcome::relay_unavailable);
  EXPECT_EQ(from_rcpt({"< 550 5.1.8 sender's domain unknown"}).outcome(),
            SendOutcome::relay_unavailable);
  EXPECT_TRUE(from_rcpt({"< 550 5.1.8 sender's domain unknown"}).sender_rejected());
  EXPECT_TRUE(after({"< 220 hi", "> EHLO me", "< 250 ok", "> MAIL FROM:<a@b.c>", "< 550 no"})
                  .sender_rejected());
  for (const char* const other : {"< 550 5.1.1 no", "< 421 bye", "< 530 5.7.0 sign in first"}) {
    EXPECT_FALSE(from_rcpt({other}).sender_rejected()) << other;
  }
  EXPECT_FALSE(after({"< 554 no"}).sender_rejected());
  EXPECT_TRUE(from_rcpt({"< 550 5.1.1 no"}).bad_address());
  for (const char* const other : {"< 550 5.7.1 spam", "< 450 later", "< 550 5.1.8 sender"}) {
    EXPECT_FALSE(from_rcpt({other}).bad_address()) << other;
  }
  EXPECT_EQ(from_rcpt({"< 250 ok", "> DATA", "< 554 no"}).outcome(), SendOutcome::message_rejected);
  EXPECT_EQ(from_rcpt({"< 250 ok", "> DATA", "< 354 go", ".", "< 552 too big"}).outcome(),
            SendOutcome::message_rejected);
  EXPECT_EQ(from_rcpt({"< 250 ok", "> DATA", "< 354 go", ".", "< 421 bye"}).outcome(),
            SendOutcome::relay_unavailable);
}

TEST(SmtpConversation, RepliesAfterARejectionAreIgnored) {
  const auto refused = from_rcpt({"< 550 5.1.1 no", "> RSET", "< 421 bye"});
  EXPECT_EQ(refused.outcome(), SendOutcome::recipient_rejected);
  EXPECT_EQ(refused.answer(), "550 5.1.1 no");
  EXPECT_TRUE(refused.failed());
  EXPECT_TRUE(refused.closed_by_server());
}

TEST(SmtpConversation, AnAcceptedMailStaysAccepted) {
  const auto accepted =
      from_rcpt({"< 250 ok", "> DATA", "< 354 go", ".", "< 250 queued", "< 421 bye"});
  EXPECT_EQ(accepted.outcome(), SendOutcome::accepted);
  EXPECT_EQ(accepted.answer(), "250 queued");
  EXPECT_FALSE(accepted.closed_by_server());
}

// The commands of a pipelined transaction (RFC 2920).
const std::vector<std::string> kPipeline = {"> MAIL FROM:<a@b.c>", "> RCPT TO:<d@e.f>", "> DATA"};

SmtpConversation pipeline(const std::vector<std::string>& lines) { return after(kPipeline, lines); }

TEST(SmtpConversation, AssignsRepliesToPipelinedCommands) {
  const auto half = pipeline({"< 250 ok"});
  EXPECT_TRUE(half.sender_accepted());
  EXPECT_TRUE(half.awaits_reply());
  EXPECT_EQ(half.stage(), "at RCPT");
  const auto ready = pipeline({"< 250 ok", "< 250 ok", "< 354 go"});
  EXPECT_FALSE(ready.awaits_reply());
  EXPECT_TRUE(ready.awaits_mail());
  EXPECT_FALSE(ready.failed());
  const auto accepted = pipeline({"< 250 ok", "< 250 ok", "< 354 go", ".", "< 250 queued"});
  EXPECT_EQ(accepted.outcome(), SendOutcome::accepted);
  EXPECT_FALSE(accepted.awaits_mail());
}

TEST(SmtpConversation, DoesNotConsumeRepliesToTheNextMail) {
  SmtpConversation mail = pipeline({"< 250 ok", "< 250 ok", "< 354 go", "."});
  const std::string bytes = "250-queued\r\n250 as 7\r\n250 ok\r\n550 no\r\n";
  const std::size_t used = mail.received(bytes);
  EXPECT_EQ(bytes.substr(used), "250 ok\r\n550 no\r\n");
  EXPECT_EQ(mail.answer(), "250 queued as 7");
}

TEST(SmtpConversation, TheFirstRejectionOfAPipelineDecides) {
  const auto recipient = pipeline({"< 250 ok", "< 550 5.1.1 no", "< 503 no recipients"});
  EXPECT_EQ(recipient.outcome(), SendOutcome::recipient_rejected);
  EXPECT_EQ(recipient.answer(), "550 5.1.1 no");
  EXPECT_FALSE(recipient.awaits_reply());
  EXPECT_FALSE(recipient.awaits_mail());
  const auto sender = pipeline({"< 550 5.7.1 no", "< 503 MAIL first", "< 503 RCPT first"});
  EXPECT_TRUE(sender.sender_rejected());
  // The server accepts DATA without a recipient: the outcome of the empty mail is ignored.
  const auto empty = pipeline({"< 250 ok", "< 550 5.1.1 no", "< 354 go"});
  EXPECT_TRUE(empty.awaits_mail());
  const auto ended =
      pipeline({"< 250 ok", "< 550 5.1.1 no", "< 354 go", ".", "< 554 no recipients"});
  EXPECT_EQ(ended.outcome(), SendOutcome::recipient_rejected);
  EXPECT_FALSE(ended.awaits_reply());
  EXPECT_FALSE(ended.possibly_accepted());
}

TEST(SmtpConversation, DetectsPipelining) {
  EXPECT_TRUE(after({"< 220 hi", "> EHLO me", "< 250-a", "< 250-Pipelining", "< 250 SIZE 1"})
                  .offers_pipelining());
  EXPECT_FALSE(after({"< 220 PIPELINING", "> EHLO me", "< 250-a", "< 250 SIZE PIPELINING"})
                   .offers_pipelining());
  // Extensions offered before STARTTLS are ignored.
  EXPECT_FALSE(after({"< 220 hi", "> EHLO me", "< 250-a", "< 250 PIPELINING", "> STARTTLS",
                      "< 220 go", "> EHLO me", "< 250 SIZE 1"})
                   .offers_pipelining());
}

TEST(SmtpConversation, JoinsLinesAndDropsControls) {
  SmtpConversation conversation = from_rcpt({});
  for (const char c : std::string("550-5.1.1 first\r\n550 sec\x1B[31mond\r\n")) {
    conversation.received({&c, 1});
  }
  EXPECT_EQ(conversation.answer(), "550 5.1.1 first sec[31mond");
  EXPECT_EQ(conversation.outcome(), SendOutcome::recipient_rejected);
}

TEST(SmtpConversation, DoesNotStoreTheSignInDialogue) {
  const auto wrong =
      after({"< 220 hi", "> EHLO me", "< 250 AUTH LOGIN", "> AUTH LOGIN", "< 334 VXNlcm5hbWU6",
             "> dXNlcg==", "< 334 UGFzc3dvcmQ6", "> DATA", "< 535 5.7.8 wrong"});
  EXPECT_EQ(wrong.outcome(), SendOutcome::relay_unavailable);
  EXPECT_EQ(wrong.answer(), "535 5.7.8 wrong");
  EXPECT_EQ(wrong.stage(), "at AUTH");
  EXPECT_FALSE(wrong.signed_in());
  EXPECT_TRUE(after({"> AUTH PLAIN abc", "< 235 welcome"}).signed_in());
}

}  // namespace
}  // namespace usher::mail
