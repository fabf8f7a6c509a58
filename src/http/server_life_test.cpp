/// Tests of suspended handlers and of graceful shutdown.
#include <future>
#include <thread>

#include "http/loopback_test.hpp"

namespace usher::http {
namespace {

constexpr std::chrono::seconds kGrace{30};

TEST(ServerLifeTest, ResumesWhenAnotherThreadCompletes) {
  TestServer server;
  Client client(server.port());
  for (int i = 0; i < 20; ++i) {
    client.send(get("/wait?" + std::to_string(i)));
    std::thread worker([&] { server.waiting().take(1).front()->complete(); });
    EXPECT_EQ(client.receive().body, "waited " + std::to_string(i));
    worker.join();
  }
}

TEST(ServerLifeTest, ManyHandlersResumeTogether) {
  TestServer server({.threads = 2});
  std::vector<std::unique_ptr<Client>> clients;
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 64; ++i) {
      if (round == 0) clients.push_back(std::make_unique<Client>(server.port()));
      clients[static_cast<std::size_t>(i)]->send(get("/wait?" + std::to_string(i)));
    }
    const std::vector<Completion*> waiting = server.waiting().take(64);
    std::thread first([&] {
      for (std::size_t i = 0; i < 32; ++i) waiting[i]->complete();
    });
    for (std::size_t i = 32; i < 64; ++i) waiting[i]->complete();
    first.join();
    for (std::size_t i = 0; i < 64; ++i) {
      EXPECT_EQ(clients[i]->receive().body, "waited " + std::to_string(i));
    }
  }
}

TEST(ServerLifeTest, ServesOtherRequestsWhileOneIsSuspended) {
  TestServer server;
  Client waiting(server.port());
  waiting.send(get("/wait"));
  const auto completion = server.waiting().take(1).front();
  EXPECT_EQ(server.ask(get("/hello")).body, "hello");
  completion->complete();
  EXPECT_EQ(waiting.receive().status, 200);
}

TEST(ServerLifeTest, ADisconnectedClientMayBeCompletedLater) {
  TestServer server;
  Completion* completion = nullptr;
  {
    Client client(server.port());
    client.send(get("/wait"));
    completion = server.waiting().take(1).front();
  }
  completion->complete();
  EXPECT_EQ(server.ask(get("/hello")).status, 200);
}

TEST(ServerLifeTest, AHandlerSeesThatItsClientDisconnected) {
  TestServer server;
  auto client = std::make_unique<Client>(server.port());
  client->send(get("/wait") + get("/hello"));
  Completion* const completion = server.waiting().take(1).front();
  const Request* const request = server.waiting_request();
  EXPECT_FALSE(request->is_abandoned()) << "further requests are not a disconnect";
  client.reset();
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!request->is_abandoned() && std::chrono::steady_clock::now() < end) {
    std::this_thread::yield();
  }
  EXPECT_TRUE(request->is_abandoned());
  completion->complete();
}

TEST(ServerLifeTest, StopClosesIdleConnectionsAtOnce) {
  TestServer server({.threads = 2});
  Client fresh(server.port());
  Client used(server.port());
  EXPECT_EQ(used.ask(get("/hello")).status, 200);
  server.server().stop(kGrace);
  EXPECT_TRUE(fresh.at_end());
  EXPECT_TRUE(used.at_end());
}

TEST(ServerLifeTest, StopAnswersEachRequestThatWasSentBefore) {
  TestServer server({.threads = 2});
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 200; ++i) {
    clients.push_back(std::make_unique<Client>(server.port()));
    clients.back()->send(get("/hello"));
  }
  server.server().stop(kGrace);
  for (const auto& client : clients) EXPECT_EQ(client->receive().body, "hello");
}

TEST(ServerLifeTest, StopLetsRequestsInFlightFinish) {
  TestServer server;
  Client handled(server.port());
  Client idle(server.port());
  EXPECT_EQ(idle.ask(get("/hello")).status, 200);
  handled.send(get("/wait"));
  const auto completion = server.waiting().take(1).front();
  auto stopped = std::async(std::launch::async, [&] { server.server().stop(kGrace); });
  EXPECT_TRUE(idle.at_end()) << "the server is stopping";
  completion->complete();
  const Answer answer = handled.receive();
  EXPECT_EQ(answer.body, "waited ");
  EXPECT_EQ(answer.headers.at("connection"), "close");
  EXPECT_TRUE(handled.at_end());
  stopped.get();
}

TEST(ServerLifeTest, StopLetsRequestsFinishArriving) {
  TestServer server;
  Client partial(server.port());
  Client idle(server.port());
  EXPECT_EQ(partial.ask(get("/hello") + "GET /he").status, 200);
  EXPECT_EQ(idle.ask(get("/hello")).status, 200);
  auto stopped = std::async(std::launch::async, [&] { server.server().stop(kGrace); });
  EXPECT_TRUE(idle.at_end());
  EXPECT_EQ(partial.ask("llo HTTP/1.1\r\nHost: a\r\n\r\n").body, "hello");
  EXPECT_TRUE(partial.at_end());
  stopped.get();
}

TEST(ServerLifeTest, StopDoesNotWaitLongerThanItsGrace) {
  TestServer server;
  Client partial(server.port());
  partial.send("GET /hello HTTP/1.1\r\n");
  EXPECT_EQ(server.ask(get("/hello")).status, 200);
  server.server().stop(std::chrono::milliseconds(200));
  EXPECT_TRUE(partial.at_end());
}

TEST(ServerLifeTest, StopWaitsForSuspendedHandlersBeyondItsGrace) {
  TestServer server;
  Client client(server.port());
  client.send(get("/wait"));
  const auto completion = server.waiting().take(1).front();
  auto stopped =
      std::async(std::launch::async, [&] { server.server().stop(std::chrono::milliseconds(1)); });
  EXPECT_TRUE(client.at_end()) << "the connection closes before the handler ends";
  completion->complete();
  stopped.get();
}

TEST(ServerLifeTest, EndsWithoutStopOrStart) {
  { TestServer server; }
  Log log(LogLevel::off);
  Metrics metrics;
  const Router router({});
  const Server never_started({}, router, nullptr, log, metrics);
  EXPECT_NE(never_started.port(), 0);
}

}  // namespace
}  // namespace usher::http
