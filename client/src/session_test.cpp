#include "usher/client/session.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <latch>
#include <thread>

#include "fake_time.hpp"
#include "scripted_server.hpp"

namespace usher::client {
namespace {

using test::FakeTime;
using test::Reply;
using test::ScriptedServer;
using test::Seen;

constexpr const char* kToken = "/Authorization/OAuth/Token";
const Reply kExpired{
    401, R"({"ErrorCode":"401","ErrorDescription":"expired","ErrorName":"Unauthorized"})"};

/// A store that counts its saves and fails on request.
class WatchedStore final : public TokenStore {
 public:
  std::optional<Tokens> load() override { return inner.load(); }
  void save(const Tokens& tokens) override {
    ++saves;
    if (failing) throw StoreError("the disk is full");
    inner.save(tokens);
  }
  MemoryTokenStore inner;
  std::atomic<int> saves{0};
  std::atomic<bool> failing{false};
};

/// An account with one valid access token. Each refresh makes the next token valid instead.
class Account {
 public:
  Reply operator()(const Seen& seen) {
    if (seen.target == kToken) {
      ++refreshes;
      if (on_refresh) on_refresh();
      if (broken) return {400, R"({"error":"invalid_grant","error_description":"stolen"})"};
      const std::string next = std::to_string(++good);
      return {200, R"({"access_token":"A)" + next + R"(","refresh_token":"R)" + next +
                       R"(","expires_in":3600,"token_type":"bearer"})"};
    }
    if (seen.headers.at("authorization") != "Bearer A" + std::to_string(good)) {
      if (on_refused) on_refused();
      return kExpired;
    }
    if (on_call) return on_call(seen);
    return {200, R"({"Items":[]})"};
  }

  std::atomic<int> good{1};
  std::atomic<int> refreshes{0};
  std::atomic<bool> broken{false};
  std::function<void()> on_refused;
  std::function<void()> on_refresh;
  std::function<Reply(const Seen&)> on_call;
};

Tokens numbered(int number) {
  return {Secret("A" + std::to_string(number)), Secret("R" + std::to_string(number)), {}};
}

struct Bench {
  Account account;
  ScriptedServer server{[this](const Seen& seen) { return account(seen); }};
  std::shared_ptr<WatchedStore> store = std::make_shared<WatchedStore>();
  Session session = make();

  Session make() {
    return Session({server.url(), "the-id", Secret("the-secret")}, store, curl_transport(),
                   std::make_shared<FakeTime>());
  }
  int calls(const std::string& target) {
    int count = 0;
    for (const Seen& seen : server.seen()) count += seen.target == target ? 1 : 0;
    return count;
  }
};

TEST(Session, calls_with_its_token) {
  Bench bench;
  bench.session.adopt(numbered(1));
  EXPECT_EQ(
      bench.session.get("Console/User/Lists", {{"pageSize", "50"}, {"filterby", "Name=='à b'"}}),
      boost::json::parse(R"({"Items":[]})"));
  bench.session.post("Console/Group/1", {{"Name", "x"}});
  bench.session.post("Console/Send");
  bench.session.put("Console/List/1", {{"Name", "y"}});
  bench.session.remove("Console/List/1");
  const auto seen = bench.server.seen();
  ASSERT_EQ(seen.size(), 5u);
  EXPECT_EQ(seen[0].target,
            "/API/v1.1/Rest/ConsoleService.svc/Console/User/Lists?pageSize=50&"
            "filterby=Name%3D%3D%27%C3%A0%20b%27");
  EXPECT_EQ(seen[0].method, "GET");
  EXPECT_EQ(seen[1].method, "POST");
  EXPECT_EQ(seen[1].body, R"({"Name":"x"})");
  EXPECT_EQ(seen[2].headers.at("content-length"), "0");
  EXPECT_EQ(seen[3].method, "PUT");
  EXPECT_EQ(seen[3].body, R"({"Name":"y"})");
  EXPECT_EQ(seen[4].method, "DELETE");
  for (const Seen& call : seen) EXPECT_EQ(call.headers.at("authorization"), "Bearer A1");
}

TEST(Session, takes_a_number_and_an_empty_answer) {
  Bench bench;
  bench.session.adopt(numbered(1));
  bench.account.on_call = [](const Seen& seen) {
    return Reply{200, seen.method == "POST" ? "28" : ""};
  };
  EXPECT_EQ(bench.session.post("Console/User/Lists", {{"Name", "x"}}).as_int64(), 28);
  EXPECT_TRUE(bench.session.remove("Console/Images").is_null());
}

TEST(Session, needs_a_sign_in) {
  Bench bench;
  EXPECT_THROW(bench.session.get("Console/User/Lists"), NotSignedIn);
  bench.store->inner.save(numbered(1));
  EXPECT_NO_THROW(bench.session.get("Console/User/Lists"));
}

TEST(Session, refreshes_once_at_401_and_saves_before_it_retries) {
  Bench bench;
  bench.session.adopt(numbered(1));
  bench.account.good = 2;  // A1 has expired
  std::string saved_then;
  bench.account.on_call = [&](const Seen& seen) {
    saved_then = bench.store->load()->access.reveal();
    return Reply{200, seen.body};
  };
  EXPECT_EQ(bench.session.post("Console/X", {{"a", 1}}), boost::json::parse(R"({"a":1})"));
  EXPECT_EQ(saved_then, "A3");
  EXPECT_EQ(bench.store->load()->refresh.reveal(), "R3");
  const auto seen = bench.server.seen();
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[1].body, "grant_type=refresh_token&refresh_token=R1");
  EXPECT_EQ(seen[2].method, "POST");
  EXPECT_EQ(seen[2].body, seen[0].body);
}

TEST(Session, gives_up_at_the_second_401) {
  Bench bench;
  bench.session.adopt(numbered(1));
  bench.account.on_call = [](const Seen&) { return kExpired; };
  try {
    bench.session.get("Console/X");
    FAIL();
  } catch (const ServiceError& error) {
    EXPECT_EQ(error.status(), 401);
    EXPECT_EQ(error.name(), "Unauthorized");
  }
  EXPECT_EQ(bench.account.refreshes, 1);
  EXPECT_EQ(bench.calls("/API/v1.1/Rest/ConsoleService.svc/Console/X"), 2);
}

TEST(Session, retries_nothing_else) {
  for (const int status : {400, 403, 404, 429, 500, 503}) {
    Bench bench;
    bench.session.adopt(numbered(1));
    bench.account.on_call = [&](const Seen&) { return Reply{status, "{}", {"Retry-After: 4"}}; };
    try {
      bench.session.get("Console/X");
      FAIL();
    } catch (const RateLimited& error) {
      EXPECT_EQ(status, 429);
      EXPECT_EQ(error.retry_after(), std::chrono::seconds(4));
    } catch (const ServiceError& error) {
      EXPECT_EQ(error.status(), status);
    }
    EXPECT_EQ(bench.server.seen().size(), 1u);
  }
}

TEST(Session, threads_share_one_refresh) {
  constexpr int kThreads = 32;
  Bench bench;
  bench.session.adopt(numbered(1));
  bench.account.good = 2;
  bench.store->saves = 0;
  // The refresh completes only after every thread has received a 401 for the old token.
  std::latch all_refused(kThreads);
  bench.account.on_refused = [&] { all_refused.count_down(); };
  bench.account.on_refresh = [&] { all_refused.wait(); };
  std::atomic<int> right{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back(
          [&] { right += bench.session.get("Console/X").as_object().contains("Items") ? 1 : 0; });
    }
  }
  EXPECT_EQ(right, kThreads);
  EXPECT_EQ(bench.account.refreshes, 1);
  EXPECT_EQ(bench.store->saves, 1);
}

TEST(Session, checks_whether_another_process_has_refreshed) {
  Bench bench;
  Session other = bench.make();
  bench.session.adopt(numbered(1));
  other.get("Console/X");
  bench.account.good = 2;
  bench.session.get("Console/X");
  EXPECT_EQ(bench.account.refreshes, 1);
  other.get("Console/X");
  EXPECT_EQ(bench.account.refreshes, 1) << "it used the tokens of the store";
}

TEST(Session, a_refused_refresh_is_an_oauth_error_and_loses_nothing) {
  Bench bench;
  bench.session.adopt(numbered(1));
  bench.account.good = 2;
  bench.account.broken = true;
  try {
    bench.session.get("Console/X");
    FAIL();
  } catch (const OAuthError& error) {
    EXPECT_EQ(error.code(), "invalid_grant");
    EXPECT_EQ(std::string(error.what()).find("R1"), std::string::npos);
  }
  EXPECT_EQ(bench.store->load()->refresh.reveal(), "R1");
  bench.account.broken = false;
  EXPECT_NO_THROW(bench.session.get("Console/X"));
}

TEST(Session, does_not_use_unsaved_tokens_but_keeps_them) {
  Bench bench;
  bench.session.adopt(numbered(1));
  bench.account.good = 2;
  bench.store->failing = true;
  EXPECT_THROW(bench.session.get("Console/X"), StoreError);
  EXPECT_EQ(bench.server.seen().size(), 2u) << "no retry";
  EXPECT_THROW(bench.session.get("Console/X"), StoreError);
  bench.store->failing = false;
  bench.session.get("Console/X");
  EXPECT_EQ(bench.account.refreshes, 1) << "the refreshed tokens were not lost";
  EXPECT_EQ(bench.store->load()->refresh.reveal(), "R3");
}

TEST(Session, a_sign_in_during_a_refresh_wins) {
  Bench bench;
  bench.session.adopt(numbered(1));
  bench.account.good = 2;
  bench.account.on_refresh = [&] {
    bench.session.adopt({Secret("A3"), Secret("of-another-account"), {}});
  };
  bench.session.get("Console/X");
  EXPECT_EQ(bench.store->load()->refresh.reveal(), "of-another-account");
}

TEST(Session, refuses_paths_that_lead_elsewhere) {
  Bench bench;
  bench.session.adopt(numbered(1));
  for (const char* path :
       {"", "/Console/X", "Console/../../PublicService.svc/X", "Console/%2e%2E/X", "Console/a b",
        "Console/X?y=1", "Console/X#y", "Console/X\r\nHost: y"}) {
    EXPECT_THROW(bench.session.get(path), std::invalid_argument) << path;
  }
  EXPECT_TRUE(bench.server.seen().empty());
}

}  // namespace
}  // namespace usher::client
