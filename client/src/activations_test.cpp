#include "usher/client/activations.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "fake_time.hpp"
#include "scripted_server.hpp"

namespace usher::client {
namespace {

using test::FakeTime;
using test::in_turn;
using test::Reply;
using test::ScriptedServer;
using test::Seen;
using Reason = Outcome::Reason;
using Pauses = std::vector<std::chrono::milliseconds>;
using namespace std::chrono_literals;

constexpr const char* kSecret = "s3cret-of-the-partner";
const Reply kAccepted{200, R"({"Hash":"rrwf4ifpnp","Id":7})"};
const Reply kLost{.lose = true};

Reply code(int value) {
  return {200, R"({"Code":)" + std::to_string(value) + R"(,"Description":"D)" +
                   std::to_string(value) + R"("})"};
}

Reply refusal(int status, std::vector<std::string> headers = {}) {
  return {status,
          R"({"ErrorCode":"x","ErrorDescription":"Company is missing.\r\nSo.","ErrorName":"Name",)"
          R"("ErrorStack":null})",
          std::move(headers)};
}

/// A scripted server and a client of the server.
struct Bench {
  ScriptedServer server;
  std::shared_ptr<FakeTime> time = std::make_shared<FakeTime>();
  Activations activations;

  explicit Bench(std::vector<Reply> replies) : Bench(in_turn(std::move(replies))) {}
  explicit Bench(std::function<Reply(const Seen&)> script)
      : server(std::move(script)),
        activations({server.url() + "/", "the-id", Secret(kSecret)}, curl_transport(), time) {}
};

Applicant anna() {
  Applicant out;
  out.name_and_surname = "Anna \"A.\" Rossi";
  out.company = "Caffè Lungarno";
  out.email = "anna@example.org";
  out.phone_number = "+39 055 0123456";
  out.language = "IT";
  out.ip_address = "198.51.100.7";
  out.register_to_newsletter = true;
  return out;
}

TEST(Activate, sends_the_request_of_the_contract) {
  Bench bench({kAccepted});
  const Ticket ticket = bench.activations.activate(anna());
  EXPECT_EQ(ticket.id, 7);
  EXPECT_EQ(ticket.hash, "rrwf4ifpnp");
  const Seen seen = bench.server.seen().at(0);
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/API/v1.1/Rest/PublicService.svc/Console/TrialActivation");
  EXPECT_EQ(seen.headers.at("content-type"), "application/json");
  EXPECT_EQ(seen.headers.at("accept"), "application/json");
  EXPECT_EQ(seen.headers.at("authorization"), "Basic dGhlLWlkOnMzY3JldC1vZi10aGUtcGFydG5lcg==");
  EXPECT_EQ(boost::json::parse(seen.body), boost::json::parse(R"({
    "NameAndSurname":"Anna \"A.\" Rossi","Company":"Caffè Lungarno","Email":"anna@example.org",
    "PhoneNumber":"+39 055 0123456","Language":"IT","IpAddress":"198.51.100.7","IsUSA":false,
    "RegisterToNewsletter":true})"));
}

TEST(Activate, sends_referer_and_user_agent_when_there_are) {
  Bench bench({kAccepted});
  Applicant applicant = anna();
  applicant.referer = "shop.example";
  applicant.user_agent = "Mozilla/5.0";
  bench.activations.activate(applicant);
  const auto body = boost::json::parse(bench.server.seen().at(0).body);
  EXPECT_EQ(body.at("Referer"), "shop.example");
  EXPECT_EQ(body.at("UserAgent"), "Mozilla/5.0");
}

TEST(Activate, accepts_a_sandbox_ticket_and_an_id_as_text) {
  Bench bench({{200, R"({"Hash":"h","Id":-1})"}, {200, R"({"Hash":"h","Id":"12"})"}});
  EXPECT_EQ(bench.activations.activate(anna()).id, -1);
  EXPECT_EQ(bench.activations.activate(anna()).id, 12);
}

TEST(Activate, retries_the_same_request_after_a_lost_response_and_503) {
  Bench bench({kLost, refusal(503), kAccepted});
  EXPECT_EQ(bench.activations.activate(anna()).id, 7);
  const auto seen = bench.server.seen();
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[0].body, seen[2].body);
  EXPECT_EQ(bench.time->pauses(), (Pauses{500ms, 1'000ms}));
}

TEST(Activate, observes_retry_after) {
  Bench bench({refusal(503, {"Retry-After: 3"}), refusal(429, {"Retry-After: 2"}), kAccepted});
  bench.activations.activate(anna());
  EXPECT_EQ(bench.time->pauses(), (Pauses{3'100ms, 2'200ms}));
}

TEST(Activate, gives_up_after_a_bounded_number_of_attempts) {
  Bench bench({kLost});
  try {
    bench.activations.activate(anna());
    FAIL();
  } catch (const TransportError& error) {
    EXPECT_EQ(error.kind(), TransportError::Kind::broken);
    EXPECT_TRUE(error.temporary());
  }
  EXPECT_EQ(bench.server.seen().size(), 4u);
}

TEST(Activate, throws_instead_of_waiting_for_a_long_retry_after) {
  Bench bench({refusal(429, {"Retry-After: 86400"})});
  try {
    bench.activations.activate(anna());
    FAIL();
  } catch (const RateLimited& error) {
    EXPECT_EQ(error.retry_after(), 86'400s);
    EXPECT_EQ(error.status(), 429);
  }
  EXPECT_EQ(bench.server.seen().size(), 1u);
  EXPECT_TRUE(bench.time->pauses().empty());
}

TEST(Activate, does_not_retry_a_refusal_and_reports_its_details) {
  for (const int status : {302, 400, 401, 403, 404, 500}) {
    Bench bench({refusal(status, {"X-Request-Id: r-17", "Location: http://127.0.0.1:1/"})});
    try {
      bench.activations.activate(anna());
      FAIL() << status;
    } catch (const ServiceError& error) {
      EXPECT_EQ(error.status(), status);
      EXPECT_EQ(error.name(), "Name");
      EXPECT_EQ(error.description(), "Company is missing.\r\nSo.");
      EXPECT_EQ(error.request_id(), "r-17");
      EXPECT_FALSE(error.temporary());
      EXPECT_EQ(std::string(error.what()),
                "POST " + bench.server.url() +
                    "/API/v1.1/Rest/PublicService.svc/Console/TrialActivation: status " +
                    std::to_string(status) + " Name: Company is missing.  So.");
    }
    EXPECT_EQ(bench.server.seen().size(), 1u);
  }
}

TEST(Activate, throws_if_the_response_violates_the_contract) {
  for (const char* body : {"", "<html>", "[]", R"({"Id":1})", R"({"Id":1.5,"Hash":"h"})",
                           R"({"Id":0,"Hash":"h"})", R"({"Id":"1x","Hash":"h"})"}) {
    Bench bench({{200, body}});
    EXPECT_THROW(bench.activations.activate(anna()), ProtocolError) << body;
  }
}

TEST(Activate, shows_no_secret_in_any_text) {
  const std::string echo = std::string("<p>Basic ") + kSecret + "</p>";
  for (const Reply& reply : {Reply{401, echo}, Reply{200, echo}, Reply{502, echo}, kLost}) {
    Bench bench({reply});
    try {
      bench.activations.activate(anna());
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(std::string(error.what()).find(kSecret), std::string::npos) << error.what();
    }
  }
}

TEST(Status, sends_the_ticket) {
  Bench bench({code(4)});
  const Status status = bench.activations.status({7, "rrwf4ifpnp"});
  EXPECT_EQ(status.code, Code::manual);
  EXPECT_EQ(status.description, "D4");
  const Seen seen = bench.server.seen().at(0);
  EXPECT_EQ(seen.target, "/API/v1.1/Rest/PublicService.svc/Console/TrialActivationStatus");
  EXPECT_EQ(boost::json::parse(seen.body), boost::json::parse(R"({"Id":7,"Hash":"rrwf4ifpnp"})"));
}

TEST(Status, refuses_codes_that_do_not_exist) {
  for (const int value : {-1, 8, 100}) {
    Bench bench({code(value)});
    EXPECT_THROW(bench.activations.status({7, "h"}), ProtocolError) << value;
  }
}

TEST(Wait, reports_each_change_and_backs_off_while_there_is_none) {
  Bench bench({code(1), code(5), code(5), code(5), code(4), code(4), code(7), code(2)});
  std::vector<int> codes;
  WaitOptions options;
  options.on_change = [&](const Status& status) { codes.push_back(static_cast<int>(status.code)); };
  const Outcome outcome = bench.activations.wait({7, "h"}, options);
  EXPECT_EQ(outcome.reason, Reason::done);
  EXPECT_EQ(outcome.last->description, "D2");
  EXPECT_EQ(codes, (std::vector<int>{1, 5, 4, 7, 2}));
  EXPECT_EQ(bench.time->pauses(), (Pauses{1s, 1s, 2s, 4s, 1s, 2s, 1s}));
}

TEST(Wait, grows_its_pauses_up_to_the_longest) {
  std::vector<Reply> replies(9, code(5));
  replies.push_back(code(2));
  Bench bench(std::move(replies));
  WaitOptions options;
  options.max_interval = 10s;
  EXPECT_EQ(bench.activations.wait({7, "h"}, options).reason, Reason::done);
  EXPECT_EQ(bench.time->pauses(), (Pauses{1s, 2s, 4s, 8s, 10s, 10s, 10s, 10s, 10s}));
}

TEST(Wait, ends_at_3_and_6) {
  Bench failed({code(5), code(3)});
  EXPECT_EQ(failed.activations.wait({7, "h"}).reason, Reason::failed);
  Bench blocked({code(4), code(6)});
  EXPECT_EQ(blocked.activations.wait({7, "h"}).reason, Reason::blocked);
}

TEST(Wait, continues_after_temporary_failures_and_observes_retry_after) {
  Bench bench({code(1), refusal(429, {"Retry-After: 30"}), kLost, refusal(503, {"Retry-After: 5"}),
               refusal(504), code(2)});
  const Outcome outcome = bench.activations.wait({7, "h"});
  EXPECT_EQ(outcome.reason, Reason::done);
  EXPECT_EQ(outcome.last_error, "");
  EXPECT_EQ(bench.time->pauses(), (Pauses{1s, 30'400ms, 4s, 8s, 16s}));
}

TEST(Wait, throws_permanent_errors) {
  Bench bench({code(1), refusal(404)});
  EXPECT_THROW(bench.activations.wait({7, "h"}), ServiceError);
}

TEST(Wait, polls_once_more_at_the_deadline) {
  Bench bench({code(4)});
  WaitOptions options;
  options.timeout = 10s;
  const Outcome outcome = bench.activations.wait({7, "h"}, options);
  EXPECT_EQ(outcome.reason, Reason::timed_out);
  EXPECT_EQ(outcome.last->code, Code::manual);
  EXPECT_EQ(bench.time->pauses(), (Pauses{1s, 2s, 4s, 3s}));
  EXPECT_EQ(bench.server.seen().size(), 5u);
}

TEST(Wait, does_not_poll_before_retry_after) {
  Bench bench({refusal(429, {"Retry-After: 700"})});
  const Outcome outcome = bench.activations.wait({7, "h"});
  EXPECT_EQ(outcome.reason, Reason::timed_out);
  EXPECT_FALSE(outcome.last);
  EXPECT_NE(outcome.last_error.find("status 429"), std::string::npos);
  EXPECT_EQ(bench.server.seen().size(), 1u);
}

TEST(Wait, accepts_an_unlimited_timeout) {
  Bench bench({code(5), code(5), code(2)});
  WaitOptions options;
  options.timeout = std::chrono::milliseconds::max();
  EXPECT_EQ(bench.activations.wait({7, "h"}, options).reason, Reason::done);
}

TEST(Wait, stops_on_request) {
  Bench bench({code(1)});
  std::stop_source stop;
  WaitOptions options;
  options.stop = stop.get_token();
  options.on_change = [&](const Status&) { stop.request_stop(); };
  const Outcome outcome = bench.activations.wait({7, "h"}, options);
  EXPECT_EQ(outcome.reason, Reason::stopped);
  EXPECT_EQ(outcome.last->code, Code::confirmed);
  EXPECT_EQ(bench.server.seen().size(), 1u);
}

TEST(SystemTime, wakes_up_on_a_stop_request) {
  const auto time = system_time();
  std::stop_source stop;
  std::jthread later([&] { stop.request_stop(); });
  const auto before = time->now();
  time->sleep(std::chrono::minutes(5), stop.get_token());
  EXPECT_LT(time->now() - before, std::chrono::minutes(1));
}

TEST(Activations, refuses_an_invalid_base_url) {
  for (const char* url :
       {"", "example.com", "ftp://example.com", "http://", "https://u:p@example.com",
        "http://example.com?a=1", "file:///etc/passwd"}) {
    EXPECT_THROW(Activations({url, "id", Secret("x")}), std::invalid_argument) << url;
  }
}

}  // namespace
}  // namespace usher::client
