#include "http/server.hpp"

#include <set>
#include <thread>

#include "base/error.hpp"
#include "http/loopback_test.hpp"

namespace usher::http {
namespace {

TEST(ServerTest, EveryResponseHasTheCommonFields) {
  TestServer server;
  const Answer answer = server.ask(get("/hello"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "hello");
  EXPECT_EQ(answer.headers.at("content-type"), "text/plain");
  EXPECT_EQ(answer.headers.at("content-length"), "5");
  EXPECT_EQ(answer.headers.at("server"), "usher");
  EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff");
  EXPECT_EQ(answer.headers.at("x-request-id").size(), 16U);
  EXPECT_EQ(answer.headers.at("date").size(), 29U);
  EXPECT_EQ(answer.headers.count("connection"), 0U);
}

TEST(ServerTest, KeepsTheConnectionAndNumbersRequestsUniquely) {
  TestServer server;
  Client client(server.port());
  std::set<std::string> ids;
  for (int i = 0; i < 100; ++i) ids.insert(client.ask(get("/hello")).headers.at("x-request-id"));
  EXPECT_EQ(ids.size(), 100U);
}

TEST(ServerTest, ServesPipelinedRequestsInOrder) {
  TestServer server;
  Client client(server.port());
  std::string requests;
  for (int i = 0; i < 300; ++i) {
    requests += post("/echo?" + std::to_string(i), std::string(static_cast<std::size_t>(i), 'x'));
  }
  std::thread sender([&] { client.send(requests); });
  for (int i = 0; i < 300; ++i) {
    const Answer answer = client.receive();
    EXPECT_EQ(answer.body,
              std::string(static_cast<std::size_t>(i), 'x') + "|" + std::to_string(i) + "|");
  }
  sender.join();
}

TEST(ServerTest, ParsesARequestByteByByte) {
  TestServer server;
  Client client(server.port());
  for (const char c : post("/echo?q=1", "body", "X-Note: n\r\n")) client.send({&c, 1});
  EXPECT_EQ(client.receive().body, "body|q=1|n");
  for (const char c : std::string("\r\n\r\n") + get("/hello")) client.send({&c, 1});
  EXPECT_EQ(client.receive().body, "hello") << "blank lines before a request are skipped";
}

TEST(ServerTest, KeepsTheHeadTogetherWhileALargeBodyComes) {
  TestServer server;
  Client client(server.port());
  const std::string body(500'000, 'y');
  const std::string request =
      post("/item/some-id", body, "X-Pad: " + std::string(1500, 'p') + "\r\n");
  client.send(request.substr(0, 1700));
  client.send(request.substr(1700));
  const Answer answer = client.receive();
  EXPECT_EQ(answer.body, "some-id|" + body + "|127.0.0.1");
}

TEST(ServerTest, HeadHasNoBodyButItsLength) {
  TestServer server;
  Client client(server.port());
  client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  const Answer answer = client.receive(true);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("content-length"), "5");
  client.send("HEAD /none HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.receive(true).status, 404);
  EXPECT_EQ(client.ask(get("/hello")).body, "hello");
}

TEST(ServerTest, TakesChunkedBodies) {
  TestServer server;
  Client client(server.port());
  const std::string request =
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "4\r\nbody\r\n3\r\n123\r\n0\r\nX-Trailer: 1\r\n\r\n";
  EXPECT_EQ(client.ask(request).body, "body123||");
  for (const char c : request) client.send({&c, 1});
  EXPECT_EQ(client.receive().body, "body123||");
}

TEST(ServerTest, SendsContinueOnlyIfTheBodyIsAccepted) {
  TestServer server;
  Client client(server.port());
  const std::string fields = "Expect: 100-continue\r\n";
  const std::string request = post("/echo", "body", fields);
  client.send(request.substr(0, request.size() - 4));
  EXPECT_EQ(client.receive().status, 100);
  EXPECT_EQ(client.ask("body").body, "body||");
  EXPECT_EQ(client.ask(request).body, "body||") << "no 100 if the body has arrived already";

  client.send("POST /none HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n" + fields + "\r\n");
  EXPECT_EQ(client.receive().status, 404);
  EXPECT_TRUE(client.at_end());
  const Answer large =
      server.ask("PUT /small HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n" + fields + "\r\n");
  EXPECT_EQ(large.status, 413);
}

TEST(ServerTest, ClosesWhenRequested) {
  TestServer server;
  Client client(server.port());
  EXPECT_EQ(client.ask(get("/hello", "Connection: close\r\n")).headers.at("connection"), "close");
  EXPECT_TRUE(client.at_end());
}

TEST(ServerTest, SupportsHttp10) {
  TestServer server;
  Client once(server.port());
  EXPECT_EQ(once.ask("GET /hello HTTP/1.0\r\n\r\n").headers.at("connection"), "close");
  EXPECT_TRUE(once.at_end());
  Client kept(server.port());
  for (int i = 0; i < 2; ++i) {
    const Answer answer = kept.ask("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(answer.headers.at("connection"), "keep-alive");
  }
}

TEST(ServerTest, SendsLargeAnswersWhole) {
  TestServer server;
  Client client(server.port());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.ask(get("/big")).body.size(), 1024U * 1024U);
}

TEST(ServerTest, ServesOnAllThreads) {
  TestServer server({.threads = 3});
  for (int i = 0; i < 9; ++i) EXPECT_EQ(server.ask(get("/hello")).status, 200);
}

TEST(ServerTest, ListensOnIpv6) {
  const ServerOptions options{.address = "[::1]"};
  EXPECT_NE(TestServer(options).port(), 0);
}

TEST(ServerTest, NeverEmitsLineBreaksFromHeaderValues) {
  TestServer server;
  const Answer answer = server.ask(get("/sneaky"));
  EXPECT_EQ(answer.body, "sneaky");
  EXPECT_EQ(answer.headers.count("x-bad") + answer.headers.count("x-injected"), 0U);
  EXPECT_EQ(answer.headers.at("x-good"), "yes");
}

TEST(ServerTest, CountsRequests) {
  TestServer server;
  Client client(server.port());
  for (int i = 0; i < 3; ++i) client.ask(get("/item/7"));
  client.ask(get("/none"));
  server.server().stop(std::chrono::seconds(5));
  const std::string text = server.metrics();
  const auto has = [&](const char* line) { return text.find(line) != std::string::npos; };
  EXPECT_TRUE(has("usher_http_requests_total{route=\"item\",status=\"200\"} 3")) << text;
  EXPECT_TRUE(has("usher_http_requests_total{route=\"none\",status=\"404\"} 1"));
  EXPECT_TRUE(has("usher_http_request_seconds_count{route=\"item\"} 3"));
  EXPECT_TRUE(has("usher_http_connections 0"));
  EXPECT_TRUE(has("usher_http_rejected_connections_total 0"));
}

TEST(ServerTest, ReportsWhyItCannotListen) {
  TestServer server;
  try {
    TestServer second({.port = server.port()});
    FAIL() << "the port is taken";
  } catch (const ConfigurationError& error) {
    EXPECT_NE(std::string(error.what()).find("Address already in use"), std::string::npos);
  }
  EXPECT_THROW(TestServer({.address = "localhost"}), ConfigurationError);
}

}  // namespace
}  // namespace usher::http
