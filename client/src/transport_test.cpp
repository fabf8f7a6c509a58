#include "usher/client/transport.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "scripted_server.hpp"
#include "usher/client/error.hpp"

namespace usher::client {
namespace {

using test::Reply;
using test::ScriptedServer;
using test::Seen;
using Kind = TransportError::Kind;

HttpRequest get(const std::string& url) {
  HttpRequest request;
  request.url = url;
  return request;
}

Kind failure(Transport& transport, const HttpRequest& request) {
  try {
    transport.send(request);
  } catch (const TransportError& error) {
    EXPECT_EQ(std::string(error.what()).find("hidden"), std::string::npos) << error.what();
    return error.kind();
  }
  ADD_FAILURE() << "the request succeeded";
  return Kind::broken;
}

TEST(Transport, does_not_follow_redirects) {
  ScriptedServer server([](const Seen&) { return Reply{302, "", {"Location: /elsewhere"}}; });
  EXPECT_EQ(curl_transport()->send(get(server.url() + "/here")).status, 302);
  EXPECT_EQ(server.seen().size(), 1u);
}

TEST(Transport, bounds_body_and_headers) {
  ScriptedServer server([](const Seen& seen) {
    Reply reply;
    if (seen.target == "/headers") {
      for (int i = 0; i < 10; ++i) reply.headers.push_back("X-Long: " + std::string(50'000, 'x'));
    } else {
      reply.body.assign(seen.target == "/fits" ? 1'000 : 1'001, 'x');
    }
    return reply;
  });
  CurlOptions options;
  options.max_response_bytes = 1'000;
  const auto transport = curl_transport(options);
  EXPECT_EQ(transport->send(get(server.url() + "/fits")).body.size(), 1'000u);
  EXPECT_THROW(transport->send(get(server.url() + "/more")), ProtocolError);
  EXPECT_THROW(transport->send(get(server.url() + "/headers")), ProtocolError);
  EXPECT_EQ(transport->send(get(server.url() + "/fits")).status, 200);
}

TEST(Transport, distinguishes_failures_without_the_query) {
  ScriptedServer server([](const Seen&) { return Reply{.lose = true}; });
  const auto transport = curl_transport();
  EXPECT_EQ(failure(*transport, get(server.url() + "/?hidden")), Kind::broken);
  EXPECT_EQ(failure(*transport, get("http://127.0.0.1:1/?hidden")), Kind::unreachable);
  EXPECT_EQ(failure(*transport, get("http://name.invalid/?hidden")), Kind::unreachable);
  EXPECT_EQ(failure(*transport, get("file:///etc/passwd?hidden")), Kind::broken);
}

TEST(Transport, observes_the_timeout) {
  std::atomic<bool> over = false;
  ScriptedServer server([&](const Seen&) {
    over.wait(false);
    return Reply{};
  });
  HttpRequest request = get(server.url() + "/?hidden");
  request.timeout = std::chrono::milliseconds(50);
  EXPECT_EQ(failure(*curl_transport(), request), Kind::timed_out);
  over = true;
  over.notify_all();
}

TEST(Transport, reuses_connections_except_for_requests_at_most_once) {
  ScriptedServer server([](const Seen&) { return Reply{.keep = true}; });
  const auto transport = curl_transport();
  HttpRequest request = get(server.url() + "/");
  transport->send(request);
  transport->send(request);
  EXPECT_EQ(server.connections(), 1);
  request.at_most_once = true;
  transport->send(request);
  EXPECT_EQ(server.connections(), 2);
}

TEST(Transport, clears_credentials_between_requests) {
  ScriptedServer server([](const Seen&) { return Reply{.keep = true}; });
  const auto transport = curl_transport();
  HttpRequest request = get(server.url() + "/");
  request.user = "user";
  request.password = Secret("hidden");
  request.body = "text";
  request.method = "PUT";
  transport->send(request);
  transport->send(get(server.url() + "/"));
  const Seen second = server.seen().at(1);
  EXPECT_EQ(second.method, "GET");
  EXPECT_EQ(second.headers.count("authorization"), 0u);
  EXPECT_EQ(second.headers.count("content-type"), 0u);
  EXPECT_EQ(second.body, "");
}

TEST(Transport, refuses_injected_headers) {
  const auto transport = curl_transport();
  HttpRequest request = get("http://127.0.0.1:1/");
  request.bearer = Secret("x\r\nX-Other: y");
  EXPECT_THROW(transport->send(request), std::invalid_argument);
}

TEST(Transport, reads_retry_after_as_seconds_and_as_a_date) {
  ScriptedServer server(test::in_turn({{503, "", {"Retry-After: 7"}},
                                       {503, "", {"Retry-After: 9223372036854775807"}},
                                       {503, "", {"Retry-After: Wed, 01 Jan 2020 00:00:00 GMT"}},
                                       {503, "", {"Retry-After: soon"}},
                                       {503, ""}}));
  const auto transport = curl_transport();
  const HttpRequest request = get(server.url() + "/");
  EXPECT_EQ(transport->send(request).retry_after, std::chrono::seconds(7));
  EXPECT_EQ(transport->send(request).retry_after, std::chrono::days(366)) << "bounded";
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(transport->send(request).retry_after) << i;
}

TEST(Transport, serves_many_threads) {
  ScriptedServer server([](const Seen& seen) { return Reply{200, seen.target}; });
  const auto transport = curl_transport();
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 20; ++i) {
      threads.emplace_back([&, i] {
        const std::string path = "/" + std::to_string(i);
        if (transport->send(get(server.url() + path)).body == path) ++right;
      });
    }
  }
  EXPECT_EQ(right, 20);
}

}  // namespace
}  // namespace usher::client
