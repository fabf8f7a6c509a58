/// Error responses of the server.
#include "http/loopback_test.hpp"

namespace usher::http {
namespace {

using namespace std::string_literals;

constexpr std::chrono::milliseconds kShort{250};

/// Returns the response to `request` and checks that the connection is closed after it.
Answer last_answer(TestServer& server, const std::string& request) {
  Client client(server.port());
  const Answer answer = client.ask(request);
  EXPECT_EQ(answer.headers.count("connection"), 1U) << request;
  EXPECT_TRUE(client.at_end()) << request;
  return answer;
}

TEST(RefusalTest, AnswersUnknownPathsAndMethodsAndKeepsTheConnection) {
  TestServer server;
  Client client(server.port());
  Answer answer = client.ask(get("/nowhere", "Accept: text/xml\r\n"));
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.body, "none|text/xml|There is nothing at this address.");
  EXPECT_EQ(client.ask(post("/nowhere", "null")).status, 404);
  answer = client.ask("DELETE /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nnull");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.headers.at("allow"), "GET, HEAD");
  EXPECT_EQ(client.ask("OPTIONS /echo HTTP/1.1\r\nHost: a\r\n\r\n").status, 405);
  EXPECT_EQ(client.ask("BREW /hello HTTP/1.1\r\nHost: a\r\n\r\n").status, 405);
  EXPECT_EQ(client.ask(get("/hello")).body, "hello");
}

TEST(RefusalTest, RefusesWhatIsNotHttp) {
  TestServer server;
  EXPECT_EQ(last_answer(server, "hello\r\n\r\n").status, 400);
  EXPECT_EQ(last_answer(server, "GET / HTTP/2.0\r\nHost: a\r\n\r\n").status, 400);
  EXPECT_EQ(last_answer(server, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").status, 400);
  EXPECT_EQ(last_answer(server, "GET /hello HTTP/1.1\r\n\r\n").status, 400);
  EXPECT_EQ(last_answer(server, get("/hello", "Expect: more\r\n")).status, 417);
  EXPECT_EQ(server.ask("GET http://x/hello HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
}

TEST(RefusalTest, RefusesWhatIsTooLarge) {
  TestServer server;
  EXPECT_EQ(last_answer(server, get("/" + std::string(9000, 'a'))).status, 414);
  EXPECT_EQ(last_answer(server, get("/" + std::string(100'000, 'a'))).status, 414);
  EXPECT_EQ(last_answer(server, get("/", "X: " + std::string(100'000, 'a') + "\r\n")).status, 431);
  const std::string small = "PUT /small HTTP/1.1\r\nHost: a\r\nAccept: x/y\r\n";
  const Answer answer =
      last_answer(server, small + "Content-Length: 500000\r\n\r\n" + std::string(500'000, 'a'));
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.body, "small|x/y|The request's body is too large.");
  EXPECT_EQ(
      last_answer(server, small + "Transfer-Encoding: chunked\r\n\r\n5\r\naaaaa\r\n6\r\n").status,
      413);
  EXPECT_EQ(
      last_answer(server, "POST /none HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\n").status,
      404);
}

TEST(RefusalTest, RefusesSmuggling) {
  TestServer server;
  const std::string echo = "POST /echo HTTP/1.1\r\nHost: a\r\n";
  for (const std::string& request :
       {echo + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        echo + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        echo + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nbody!",
        echo + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nbody",
        echo + "Content-Length: 4, 4\r\n\r\nbody", echo + "Content-Length: x\r\n\r\n",
        echo + "X: a\r\n b\r\n\r\n", echo + "X: a\nContent-Length: 4\r\n\r\nbody",
        echo + "Content-Length : 4\r\n\r\nbody", echo + "X: a\0b\r\n\r\n"s,
        "GET /hello HTTP/1.1\nHost: a\n\n"s, "GET /he\0llo HTTP/1.1\r\nHost: a\r\n\r\n"s}) {
    EXPECT_EQ(last_answer(server, request + get("/hello")).status, 400) << request;
  }
}

TEST(RefusalTest, RefusesBareLineFeedsInChunkedBodiesAtOnce) {
  TestServer server;
  const std::string head = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const char* rest : {"0\n\n", "0\r\n\n", "5\r\nhello\r\n0\n\n", "5\r\nhello\r\n0\r\nX: a\n\n",
                           "5\r\nhello\r\n0\r\nX: a\n\r\n", "5\nhello\n0\n\n"}) {
    EXPECT_EQ(last_answer(server, head + rest).status, 400) << rest;
  }
  Client client(server.port());
  client.send(head + "5\r\na\nb\n");
  client.send("c\r\n2\r\n\n");
  client.send("\n\r\n0\r\nX: a\r\n\r\n");
  EXPECT_EQ(client.receive().body, "a\nb\nc\n\n||") << "line feeds in chunks are data";
}

TEST(RefusalTest, RefusesCodedBodies) {
  TestServer server;
  const Answer answer = last_answer(server, post("/echo", "x", "Content-Encoding: gzip\r\n"));
  EXPECT_EQ(answer.status, 415);
  EXPECT_EQ(server.ask(post("/echo", "x", "Content-Encoding: identity\r\n")).status, 200);
}

TEST(RefusalTest, TurnsExceptionsIntoAnswersWithoutTheirText) {
  TestServer server;
  Client client(server.port());
  const Answer unavailable = client.ask(get("/unavailable", "Accept: x/y\r\n"));
  EXPECT_EQ(unavailable.status, 503);
  EXPECT_EQ(unavailable.headers.at("retry-after"), "5");
  EXPECT_EQ(unavailable.body.find("fire"), std::string::npos);
  EXPECT_EQ(unavailable.body.substr(0, 16), "unavailable|x/y|");
  const Answer broken = client.ask(get("/broken"));
  EXPECT_EQ(broken.status, 500);
  EXPECT_EQ(broken.body.find("secret"), std::string::npos);
  EXPECT_EQ(client.ask(get("/strange")).status, 500);
  EXPECT_EQ(client.ask(get("/hello")).status, 200) << "the connection stays open";
}

TEST(RefusalTest, DoesNotWaitForSlowHeadsAndBodies) {
  TestServer server({.limits = {.header_time = kShort, .body_time = kShort}});
  EXPECT_EQ(last_answer(server, "GET /hello HTT").status, 408);
  EXPECT_EQ(last_answer(server, "GET /hello HTTP/1.1\r\nHost: a\r\n").status, 408);
  const std::string request = post("/echo", "body");
  const Answer answer = last_answer(server, request.substr(0, request.size() - 1));
  EXPECT_EQ(answer.status, 408);
  EXPECT_EQ(answer.body, "echo||The request did not arrive in time.");
}

TEST(RefusalTest, ClosesSilentConnectionsSilently) {
  TestServer server({.limits = {.idle_time = kShort}});
  Client never(server.port());
  EXPECT_TRUE(never.at_end());
  Client once(server.port());
  EXPECT_EQ(once.ask(get("/hello")).status, 200);
  once.send("\r\n");
  EXPECT_TRUE(once.at_end()) << "a line break is not a request";
}

TEST(RefusalTest, DoesNotWaitForSlowReaders) {
  TestServer server({.limits = {.write_time = kShort}});
  Client client(server.port());
  std::string requests;
  for (int i = 0; i < 64; ++i) requests += get("/big");
  client.send(requests);
  // Returns long before the grace period because the server times out the reader.
  server.server().stop(std::chrono::seconds(60));
  std::size_t received = 0;
  for (std::string chunk = client.read(); !chunk.empty(); chunk = client.read()) {
    received += chunk.size();
  }
  EXPECT_LT(received, 64U * 1024U * 1024U);
}

TEST(RefusalTest, RejectsConnectionsOverTheLimit) {
  TestServer server({.limits = {.connections = 2}});
  Client first(server.port());
  Client second(server.port());
  EXPECT_EQ(first.ask(get("/hello")).status, 200);
  EXPECT_EQ(second.ask(get("/hello")).status, 200);
  const Answer answer = last_answer(server, get("/hello"));
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers.at("retry-after"), "5");
  EXPECT_EQ(second.ask(get("/hello", "Connection: close\r\n")).status, 200);
  EXPECT_TRUE(second.at_end());
  // The server decrements its count before the socket closes.
  EXPECT_EQ(server.ask(get("/hello")).status, 200);
  EXPECT_NE(server.metrics().find("usher_http_rejected_connections_total 1"), std::string::npos);
}

}  // namespace
}  // namespace usher::http
