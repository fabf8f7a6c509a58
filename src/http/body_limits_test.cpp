/// The budget of bytes for bodies, and admissions by the head.
#include "http/byte_budget.hpp"
#include "http/loopback_test.hpp"

namespace usher::http {
namespace {

constexpr std::size_t kKib = 1024;

std::string post_head(const std::string& path, const std::string& fields) {
  return "POST " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

TEST(ByteBudgetTest, UntrustedSharesGetHalf) {
  ByteBudget budget(100 * kKib);
  BudgetShare first;
  BudgetShare second;
  EXPECT_TRUE(first.grow_to(budget, 50 * kKib, false));
  EXPECT_FALSE(second.grow_to(budget, 9 * kKib, false));
  EXPECT_TRUE(second.grow_to(budget, kUncountedBytes, false)) << "too small to be counted";
  EXPECT_TRUE(second.grow_to(budget, 50 * kKib, true));
  EXPECT_EQ(budget.used(), 100 * kKib);
  first.reset();
  EXPECT_EQ(budget.used(), 50 * kKib);
}

TEST(ByteBudgetTest, SharedContentIsCountedOnce) {
  ByteBudget budget(100 * kKib);
  const auto content = std::make_shared<const std::string>(40 * kKib, 'x');
  BudgetShare first;
  {
    BudgetShare second;
    EXPECT_TRUE(first.grow_to(budget, content, false));
    EXPECT_TRUE(second.grow_to(budget, content, false));
    EXPECT_EQ(budget.used(), 40 * kKib);
  }
  EXPECT_EQ(budget.used(), 40 * kKib);
  BudgetShare other;
  EXPECT_FALSE(other.grow_to(budget, std::make_shared<const std::string>(*content), false));
  first.reset();
  EXPECT_EQ(budget.used(), 0U);
}

TEST(BodyLimitsTest, RequestsOverTheBudgetAreRefused) {
  TestServer server({.limits = {.total_body_bytes = 200 * kKib}});
  Client client(server.port());
  const Answer answer = client.ask(post("/item/7", std::string(500 * kKib, 'x')));
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers.at("retry-after"), "5");
  EXPECT_EQ(answer.headers.at("connection"), "close");
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(server.ask(post("/item/7", std::string(90 * kKib, 'x'))).status, 200)
        << "bytes were not returned to the budget";
  }
}

TEST(BodyLimitsTest, SlowReadersUseUpTheBudgetOnly) {
  TestServer server({.limits = {.total_body_bytes = 2200 * kKib}});
  Client slow(server.port());
  std::string requests;
  for (int i = 0; i < 64; ++i) requests += get("/big");
  slow.send(requests);
  // Once the connection's buffers are full, one response of 1 MiB remains in memory.
  Answer answer;
  for (int i = 0; i < 10'000 && answer.status != 503; ++i) answer = server.ask(get("/big"));
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.body, "big||The server handles too many large requests. Please try again.");
  EXPECT_EQ(server.ask(get("/hello")).status, 200);
}

TEST(BodyLimitsTest, ALargeBodyIsRefusedByItsHead) {
  TestServer server;
  for (const char* fields :
       {"Content-Length: 1000000\r\n", "Content-Length: 1000000\r\nExpect: 100-continue\r\n"}) {
    Client client(server.port());
    const Answer answer = client.ask(post_head("/upload", fields));
    EXPECT_EQ(answer.status, 401) << fields;
    EXPECT_EQ(answer.headers.at("connection"), "close");
    EXPECT_TRUE(client.at_end());
  }
  Client chunked(server.port());
  std::string chunks = post_head("/upload", "Transfer-Encoding: chunked\r\n");
  for (int i = 0; i < 70; ++i) chunks += "400\r\n" + std::string(kKib, 'x') + "\r\n";
  EXPECT_EQ(chunked.ask(chunks).status, 401) << "before the end of a body without a length";
}

TEST(BodyLimitsTest, AnAdmittedBodyArrivesWithItsParty) {
  TestServer server;
  const std::string body(300 * kKib, 'x');
  EXPECT_EQ(server.ask(post("/upload", body, "X-Token: 7\r\n")).body, "7|307200|/upload");
  EXPECT_EQ(server.ask(post("/upload", "small")).body, "0|5|/upload") << "too small to be asked for";
  Client client(server.port());
  client.send(post_head("/upload", "X-Token: 7\r\nContent-Length: 307200\r\nExpect: 100-continue\r\n"));
  EXPECT_NE(client.read().find("100 Continue"), std::string::npos);
  EXPECT_EQ(client.ask(body).body, "7|307200|/upload");
}

}  // namespace
}  // namespace usher::http
