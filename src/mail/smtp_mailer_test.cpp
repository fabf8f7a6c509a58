#include "mail/smtp_mailer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <ostream>
#include <tuple>

#include "base/encoding.hpp"
#include "base/error.hpp"
#include "mail/blocking_mailer.hpp"
#include "mail/smtp_sink_process.hpp"

namespace usher::mail {
namespace {

using std::chrono::seconds;
using SteadyClock = std::chrono::steady_clock;

const Envelope kEnvelope{"no-reply@example.com", "anna@example.org"};
const std::string kMail = "Subject: hello\r\n\r\nfirst line\r\n";
constexpr Duration kLimit = seconds(10);

class SmtpMailerTest : public testing::Test {
 protected:
  SmtpMailerTest() {
    char name[] = "/tmp/usher-smtp-XXXXXX";
    folder_ = ::mkdtemp(name);
  }
  ~SmtpMailerTest() override { std::filesystem::remove_all(folder_); }

  void start(std::vector<std::string> options = {}) {
    options.insert(options.end(), {"--out", out_file()});
    sink_.emplace(std::move(options));
  }

  std::unique_ptr<BlockingMailer> mailer(MailerOptions options = {}) {
    if (options.url.empty()) options.url = "smtp://127.0.0.1:" + sink_->port();
    if (options.helo_name.empty()) options.helo_name = "usher.test";
    return std::make_unique<BlockingMailer>(options);
  }

  std::string out_file() const { return folder_ / "mails"; }

  std::vector<std::string> accepted() const {
    std::vector<std::string> out;
    std::ifstream file(out_file());
    for (std::string line; std::getline(file, line);) out.push_back(line);
    return out;
  }

  static std::string data_of(const std::string& line) {
    return from_base64(SmtpSinkProcess::member(line, "data")).value();
  }

  std::filesystem::path folder_;
  std::optional<SmtpSinkProcess> sink_;
};

TEST_F(SmtpMailerTest, DeliversManyMailsOverOneConnection) {
  start();
  const auto sender = mailer();
  for (int i = 0; i < 50; ++i) {
    const SendResult result = sender->send(kEnvelope, kMail, kLimit);
    ASSERT_EQ(result.outcome, SendOutcome::accepted) << result.answer;
    EXPECT_EQ(result.answer, "250 2.0.0 mail " + std::to_string(i + 1) + " taken");
  }
  EXPECT_EQ(sink_->count_of("connections"), 1);
  const auto mails = accepted();
  ASSERT_EQ(mails.size(), 50U);
  EXPECT_EQ(SmtpSinkProcess::member(mails[0], "from"), "no-reply@example.com");
  EXPECT_NE(mails[0].find(R"("to": ["anna@example.org"])"), std::string::npos);
  EXPECT_EQ(data_of(mails[0]), kMail);
}

TEST_F(SmtpMailerTest, KeepsEveryByte) {
  start();
  const auto sender = mailer();
  // The lines have dots at all positions.
  std::string lines = ".\r\n..\r\n.dot\r\nno.dot\r\n\r\n.\r\n\r\n";
  for (int i = 0; i < 4000; ++i)
    lines += (i % 3 == 0 ? "." : "x") + std::string(30 + i % 7, '.') + "\r\n";
  std::vector<std::string> mails = {
      ".begins with a dot\r\n", "Subject: a\r\n\r\n" + lines, "Subject: no end of line\r\n\r\nabc",
      "Subject: \xE6\x97\xA5\xE6\x9C\xAC\r\n\r\n" + std::string(998, 'y') + "\r\n.\r\n"};
  for (std::size_t shift = 0; shift < 8; ++shift) {
    mails.push_back(std::string(65536 - shift, 'a') + "\r\n.\r\n..b\r\n");
  }
  for (const std::string& mail : mails) {
    ASSERT_EQ(sender->send(kEnvelope, mail, kLimit).outcome, SendOutcome::accepted);
  }
  const auto got = accepted();
  ASSERT_EQ(got.size(), mails.size());
  for (std::size_t i = 0; i < mails.size(); ++i) {
    const std::string end = mails[i].ends_with("\r\n") ? "" : "\r\n";
    EXPECT_TRUE(data_of(got[i]) == mails[i] + end) << "mail " << i;
  }
}

TEST_F(SmtpMailerTest, UsesStartTlsIfOffered) {
  start({"--starttls"});
  EXPECT_EQ(mailer()->send(kEnvelope, kMail, kLimit).outcome, SendOutcome::accepted);
  EXPECT_EQ(SmtpSinkProcess::member(accepted().at(0), "tls"), "true");
}

TEST_F(SmtpMailerTest, VerifiesTheCertificateIfTlsIsRequired) {
  start({"--starttls"});
  const auto stranger = mailer({.require_tls = true});
  const SendResult refused = stranger->send(kEnvelope, kMail, kLimit);
  EXPECT_EQ(refused.outcome, SendOutcome::relay_unavailable);
  EXPECT_NE(refused.answer.find("certificate"), std::string::npos) << refused.answer;
  const auto verified = mailer({.require_tls = true, .ca_file = sink_->ca_file()});
  EXPECT_EQ(verified->send(kEnvelope, kMail, kLimit).outcome, SendOutcome::accepted);
}

TEST_F(SmtpMailerTest, MissingRequiredTlsIsAnUnavailableRelay) {
  start();
  const SendResult result = mailer({.require_tls = true})->send(kEnvelope, kMail, kLimit);
  EXPECT_EQ(result.outcome, SendOutcome::relay_unavailable) << result.answer;
  EXPECT_EQ(accepted().size(), 0U);
}

TEST_F(SmtpMailerTest, UsesImplicitTls) {
  start({"--tls"});
  const auto sender =
      mailer({.url = "smtps://localhost:" + sink_->port(), .ca_file = sink_->ca_file()});
  for (int i = 0; i < 3; ++i) {
    const SendResult result = sender->send(kEnvelope, kMail, kLimit);
    EXPECT_EQ(result.outcome, SendOutcome::accepted) << result.answer;
  }
  EXPECT_EQ(sink_->count_of("connections"), 1);
}

TEST_F(SmtpMailerTest, SignsIn) {
  start({"--starttls", "--require-starttls", "--auth", "usher:hunter2secret"});
  const auto right = mailer({.user = "usher", .password = Secret("hunter2secret")});
  EXPECT_EQ(right->probe(kLimit).outcome, SendOutcome::accepted);
  EXPECT_EQ(right->send(kEnvelope, kMail, kLimit).outcome, SendOutcome::accepted);
  EXPECT_EQ(SmtpSinkProcess::member(accepted().at(0), "user"), "usher");
  EXPECT_EQ(sink_->count_of("connections"), 1);
  const auto wrong = mailer({.user = "usher", .password = Secret("not-the-password")});
  for (const SendResult& result : {wrong->send(kEnvelope, kMail, kLimit), wrong->probe(kLimit)}) {
    EXPECT_EQ(result.outcome, SendOutcome::relay_unavailable);
    EXPECT_TRUE(result.answer.starts_with("535 ")) << result.answer;
    EXPECT_EQ(result.answer.find("not-the-password"), std::string::npos);
  }
  EXPECT_EQ(mailer()->send(kEnvelope, kMail, kLimit).outcome, SendOutcome::relay_unavailable)
      << "no sign-in";
}

TEST_F(SmtpMailerTest, ProbeReportsAMissingSignIn) {
  start();
  const auto sender = mailer({.user = "usher", .password = Secret("x")});
  EXPECT_EQ(sender->probe(kLimit).outcome, SendOutcome::relay_unavailable);
  const SendResult open = mailer()->probe(kLimit);
  EXPECT_EQ(open.outcome, SendOutcome::accepted) << open.answer;
  EXPECT_TRUE(open.answer.starts_with("250 ")) << open.answer;
}

struct Fault {
  std::string behaviour;
  SendOutcome outcome;
  std::string answer;  // the beginning of the answer
};

std::ostream& operator<<(std::ostream& out, const Fault& fault) { return out << fault.behaviour; }

/// Runs each fault with and without pipelining.
class SmtpFaultTest : public testing::TestWithParam<std::tuple<Fault, bool>> {
 protected:
  static void TearDownTestSuite() {
    for (auto& sink : sinks_) sink.reset();
  }
  /// Returns the server that all tests with this option share.
  static SmtpSinkProcess& sink(bool pipelining) {
    auto& out = sinks_[pipelining ? 1 : 0];
    if (!out) out.emplace(std::vector<std::string>(pipelining ? 1 : 0, "--pipelining"));
    return *out;
  }

 private:
  static std::optional<SmtpSinkProcess> sinks_[2];
};
std::optional<SmtpSinkProcess> SmtpFaultTest::sinks_[2];

TEST_P(SmtpFaultTest, HasItsOutcomeInTimeAndDoesNotAffectLaterMails) {
  const auto& [fault, pipelining] = GetParam();
  SmtpSinkProcess& server = sink(pipelining);
  const auto sender = std::make_unique<BlockingMailer>(
      MailerOptions{.url = "smtp://127.0.0.1:" + server.port(), .helo_name = "usher.test"});
  const bool hangs = fault.behaviour.find("hang") != std::string::npos;
  for (const bool on_reused_connection : {false, true}) {
    if (on_reused_connection) {
      ASSERT_EQ(sender->send(kEnvelope, kMail, kLimit).outcome, SendOutcome::accepted);
    }
    server.control(fault.behaviour);
    const auto begin = SteadyClock::now();
    sender->announce(kEnvelope);
    const SendResult result = sender->send(kEnvelope, kMail, hangs ? Duration(300) : kLimit);
    const auto elapsed = SteadyClock::now() - begin;
    // A reused connection has no greeting.
    const bool greets = fault.behaviour.find("greeting") != std::string::npos;
    if (!on_reused_connection || !greets) {
      EXPECT_EQ(result.outcome, fault.outcome) << result.answer;
      EXPECT_TRUE(result.answer.starts_with(fault.answer)) << result.answer;
    }
    EXPECT_LT(elapsed, seconds(3));
    server.control("ok");
    const SendResult next = sender->send(kEnvelope, kMail, kLimit);
    EXPECT_EQ(next.outcome, SendOutcome::accepted) << next.answer;
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, SmtpFaultTest,
    testing::Combine(
        testing::Values(
            Fault{"hang-at-greeting", SendOutcome::relay_unavailable, ""},
            Fault{"refuse-greeting-554", SendOutcome::relay_unavailable, "554 5.3.2 "},
            Fault{"421", SendOutcome::relay_unavailable, "421 4.3.2 service not available"},
            Fault{"refuse-mail-550", SendOutcome::relay_unavailable, "550 5.7.1 sender refused"},
            Fault{"temp-mail-451", SendOutcome::relay_unavailable, "451 4.3.0 "},
            Fault{"hang-at-mail", SendOutcome::relay_unavailable, ""},
            Fault{"refuse-rcpt-550", SendOutcome::recipient_rejected,
                  "550 5.1.1 no such user here"},
            Fault{"refuse-rcpt-then-hang", SendOutcome::recipient_rejected,
                  "550 5.1.1 no such user here"},
            Fault{"temp-rcpt-450", SendOutcome::deferred, "450 4.2.1 mailbox busy"},
            Fault{"refuse-rcpt-invite-data", SendOutcome::recipient_rejected,
                  "550 5.1.1 no such user"},
            Fault{"drop-at-rcpt", SendOutcome::deferred, ""},
            Fault{"refuse-command-data-554", SendOutcome::message_rejected, "554 5.5.1 "},
            Fault{"drop-mid-data", SendOutcome::deferred, ""},
            Fault{"reject-data-554", SendOutcome::message_rejected, "554 5.7.1 message refused"},
            Fault{"temp-data-451", SendOutcome::deferred, "451 4.3.0 "},
            Fault{"hang-after-data", SendOutcome::deferred, ""},
            Fault{"drop-after-data", SendOutcome::deferred, ""},
            Fault{"accept-then-drop", SendOutcome::deferred, ""},
            Fault{"close-after-each", SendOutcome::accepted, "250 "}),
        testing::Bool()),
    [](const auto& info) {
      std::string name = std::get<Fault>(info.param).behaviour;
      std::replace(name.begin(), name.end(), '-', '_');
      return name + (std::get<bool>(info.param) ? "_pipelined" : "");
    });

class SmtpAnnouncementTest : public SmtpMailerTest {
 protected:
  SmtpAnnouncementTest() {
    start({"--pipelining"});
    sender_ = mailer();
  }
  static Envelope to(const std::string& address) { return {kEnvelope.from, address}; }
  /// Sends a mail and waits until the server has received `envelopes` new envelopes, including the
  /// envelope of the announced mail.
  bool send_and_announce(const std::string& address, const std::string& next, int envelopes = 2) {
    const int begun = sink_->count_of("begun");
    sender_->announce(to(next));
    if (sender_->send(to(address), kMail, kLimit).outcome != SendOutcome::accepted) return false;
    const auto end = SteadyClock::now() + kLimit;
    while (sink_->count_of("begun") < begun + envelopes) {
      if (SteadyClock::now() > end) return false;
    }
    return true;
  }
  std::vector<std::string> recipients() const {
    std::vector<std::string> out;
    for (const std::string& line : accepted()) {
      const std::size_t begin = line.find("\"to\": [\"") + 8;
      out.push_back(line.substr(begin, line.find('"', begin) - begin));
    }
    return out;
  }

  std::unique_ptr<BlockingMailer> sender_;
};

TEST_F(SmtpAnnouncementTest, EachMailGoesToItsOwnRecipient) {
  ASSERT_TRUE(send_and_announce("a@b.c", "d@e.f"));
  ASSERT_TRUE(send_and_announce("d@e.f", "g@h.i", 1));
  EXPECT_EQ(sender_->send(to("g@h.i"), kMail, kLimit).outcome, SendOutcome::accepted);
  EXPECT_EQ(sink_->count_of("connections"), 1);
  EXPECT_EQ(recipients(), (std::vector<std::string>{"a@b.c", "d@e.f", "g@h.i"}));
}

TEST_F(SmtpAnnouncementTest, AnAnnouncedMailThatIsNotSentIsNotDelivered) {
  ASSERT_TRUE(send_and_announce("a@b.c", "d@e.f"));
  EXPECT_EQ(sender_->send(to("g@h.i"), kMail, kLimit).outcome, SendOutcome::accepted);
  ASSERT_TRUE(send_and_announce("j@k.l", "m@n.o"));
  EXPECT_EQ(sender_->probe(kLimit).outcome, SendOutcome::accepted);
  ASSERT_TRUE(send_and_announce("p@q.r", "s@t.u"));
  sender_.reset();  // must not send QUIT, which would be read as the mail
  sender_ = mailer();
  EXPECT_EQ(sender_->send(to("v@w.x"), kMail, kLimit).outcome, SendOutcome::accepted);
  EXPECT_EQ(recipients(), (std::vector<std::string>{"a@b.c", "g@h.i", "j@k.l", "p@q.r", "v@w.x"}));
}

TEST_F(SmtpAnnouncementTest, ALostConnectionIsRetried) {
  ASSERT_TRUE(send_and_announce("a@b.c", "d@e.f"));
  sink_->control("close-idle");
  const auto end = SteadyClock::now() + kLimit;
  while (sink_->count_of("open") > 0 && SteadyClock::now() < end) continue;
  EXPECT_EQ(sender_->send(to("d@e.f"), kMail, kLimit).outcome, SendOutcome::accepted);
  EXPECT_EQ(sink_->count_of("connections"), 2);
  EXPECT_EQ(recipients(), (std::vector<std::string>{"a@b.c", "d@e.f"}));
}

TEST_F(SmtpMailerTest, ARejectedMailKeepsTheConnection) {
  for (const char* option : {"--pipelining", "--size=99999999"}) {
    start({option});
    const auto sender = mailer();
    for (const char* behaviour :
         {"refuse-mail-550 1", "refuse-rcpt-550 1", "refuse-rcpt-invite-data 1",
          "refuse-command-data-554 1", "reject-data-554 1"}) {
      sink_->control(behaviour);
      EXPECT_NE(sender->send(kEnvelope, kMail, kLimit).outcome, SendOutcome::accepted) << behaviour;
      const SendResult next = sender->send(kEnvelope, kMail, kLimit);
      EXPECT_EQ(next.outcome, SendOutcome::accepted) << behaviour << next.answer;
    }
    EXPECT_EQ(sink_->count_of("connections"), 1) << option;
    EXPECT_EQ(sink_->count_of("mails"), 5) << option;
  }
}

TEST_F(SmtpMailerTest, AStaleConnectionIsReplaced) {
  start();
  const auto sender = mailer();
  ASSERT_EQ(sender->send(kEnvelope, kMail, kLimit).outcome, SendOutcome::accepted);
  for (const char* way : {"close-idle", "timeout-idle", "421 1"}) {
    sink_->control(way);
    const SendResult result = sender->send(kEnvelope, kMail, kLimit);
    EXPECT_EQ(result.outcome, SendOutcome::accepted) << way << ": " << result.answer;
  }
  EXPECT_EQ(accepted().size(), 4U);
}

TEST_F(SmtpMailerTest, RecoversWhenTheServerReturns) {
  start();
  const std::string port = sink_->port();
  const auto sender = mailer();
  ASSERT_EQ(sender->send(kEnvelope, kMail, kLimit).outcome, SendOutcome::accepted);
  sink_->kill();
  const SendResult dead = sender->send(kEnvelope, kMail, kLimit);
  EXPECT_EQ(dead.outcome, SendOutcome::relay_unavailable);
  EXPECT_FALSE(dead.answer.empty());
  start({"--port", port});
  const SendResult result = sender->send(kEnvelope, kMail, kLimit);
  EXPECT_EQ(result.outcome, SendOutcome::accepted) << result.answer;
}

TEST_F(SmtpMailerTest, ARestartOfTheServerBetweenMailsIsHandled) {
  start();
  const std::string port = sink_->port();
  const auto sender = mailer();
  ASSERT_EQ(sender->send(kEnvelope, kMail, kLimit).outcome, SendOutcome::accepted);
  sink_->kill();
  start({"--port", port});
  const SendResult result = sender->send(kEnvelope, kMail, kLimit);
  EXPECT_EQ(result.outcome, SendOutcome::accepted) << result.answer;
}

TEST_F(SmtpMailerTest, NeverWaitsForTheReplyToQuit) {
  start({"--behaviour", "hang-at-quit"});
  const auto begin = SteadyClock::now();
  {
    const auto sender = mailer();
    EXPECT_EQ(sender->send(kEnvelope, kMail, kLimit).outcome, SendOutcome::accepted);
  }
  {
    start({"--behaviour", "hang-at-quit", "--starttls"});
    const auto sender = mailer();
    EXPECT_EQ(sender->send(kEnvelope, kMail, kLimit).outcome, SendOutcome::accepted);
  }
  EXPECT_LT(SteadyClock::now() - begin, seconds(10));
}

TEST_F(SmtpMailerTest, LosesTheConnectionInALargeMail) {
  // The mail is large, so that the connection breaks while the mail is being sent.
  const std::string large = kMail + std::string(8 << 20, 'x') + "\r\n";
  for (const char* option : {"--size=99999999", "--starttls", "--tls"}) {
    start({option, "--behaviour", "drop-mid-data"});
    const std::string scheme = std::string(option) == "--tls" ? "smtps" : "smtp";
    const std::string ca = scheme == "smtps" ? sink_->ca_file() : "";
    const auto sender = mailer({.url = scheme + "://localhost:" + sink_->port(), .ca_file = ca});
    const SendResult result = sender->send(kEnvelope, large, kLimit);
    EXPECT_EQ(result.outcome, SendOutcome::deferred) << option << " " << result.answer;
  }
}

TEST_F(SmtpMailerTest, AMailTimesOut) {
  start({"--behaviour", "hang-mid-data"});
  const std::string large = kMail + std::string(64 << 20, 'x') + "\r\n";
  const auto sender = mailer();
  EXPECT_EQ(sender->send(kEnvelope, large, Duration(1000)).outcome, SendOutcome::deferred);
  sink_->control("ok");
  EXPECT_EQ(sender->send(kEnvelope, kMail, kLimit).outcome, SendOutcome::accepted);
  EXPECT_EQ(accepted().size(), 1U);
}

TEST_F(SmtpMailerTest, TheTimeLimitIsPerMail) {
  start({"--delay-ms", "200"});
  const auto sender = mailer();
  // All mails together take longer than the time limit of one mail.
  for (int i = 0; i < 6; ++i) {
    const SendResult result = sender->send(kEnvelope, kMail, Duration(900));
    EXPECT_EQ(result.outcome, SendOutcome::accepted) << i << " " << result.answer;
  }
  EXPECT_EQ(sink_->count_of("connections"), 1);
}

TEST_F(SmtpMailerTest, AnExpiredTimeLimitIsAnOutcome) {
  start({"--behaviour", "hang-at-greeting"});
  EXPECT_EQ(mailer()->send(kEnvelope, kMail, Duration(-5)).outcome, SendOutcome::relay_unavailable);
}

TEST_F(SmtpMailerTest, LargeMailsDoNotMakeTheRelayUnavailable) {
  start({"--size", "1000"});
  const std::string large = kMail + std::string(3000, 'x') + "\r\n";
  const auto sender = mailer();
  EXPECT_NE(sender->send(kEnvelope, large, kLimit).outcome, SendOutcome::relay_unavailable);
}

TEST_F(SmtpMailerTest, AddressesCannotInjectCommands) {
  start();
  const auto sender = mailer();
  for (const std::string bad :
       {"", "a@b.c\r\nRCPT TO:<x@y.z>", "a@b.c> SIZE=1", "a b@c.d", "é@b.c"}) {
    EXPECT_EQ(sender->send({"a@b.c", bad}, kMail, kLimit).outcome, SendOutcome::recipient_rejected)
        << bad;
    EXPECT_TRUE(sender->send({"a@b.c", bad}, kMail, kLimit).bad_address) << bad;
    EXPECT_EQ(sender->send({bad, "a@b.c"}, kMail, kLimit).outcome, SendOutcome::relay_unavailable)
        << bad;
    EXPECT_TRUE(sender->send({bad, "a@b.c"}, kMail, kLimit).sender_rejected) << bad;
  }
  EXPECT_EQ(sink_->count_of("connections"), 0);
}

TEST_F(SmtpMailerTest, UnreachableServersAreUnavailableRelays) {
  start();
  const auto unreachable = mailer({.url = "smtp://does-not-exist.invalid:25"});
  const SendResult result = unreachable->send(kEnvelope, kMail, Duration(3000));
  EXPECT_EQ(result.outcome, SendOutcome::relay_unavailable);
  EXPECT_FALSE(result.answer.empty());
}

TEST(SmtpMailerOptions, AreCheckedByTheConstructor) {
  for (const std::string url :
       {"", "http://localhost", "smtp://", "smtp://u:p@localhost:25", "smtp://localhost:25/path",
        "smtp://localhost:25?x=1", "smtp://a b"}) {
    EXPECT_THROW(BlockingMailer({.url = url}), ConfigurationError) << url;
  }
  EXPECT_THROW(BlockingMailer({.url = "smtp://localhost:25", .helo_name = "a\r\nb"}),
               ConfigurationError);
  EXPECT_THROW(BlockingMailer({.url = "smtp://localhost:25", .ca_file = "/does/not/exist"}),
               ConfigurationError);
  EXPECT_NO_THROW(BlockingMailer({.url = "smtp://[::1]:2525", .helo_name = "[127.0.0.1]"}));
}

}  // namespace
}  // namespace usher::mail
