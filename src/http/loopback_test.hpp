/// A server on a free port and a blocking client, for http's tests.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "http/server.hpp"

namespace usher::http {

/// A received response.
struct Answer {
  int status = 0;                              ///< 0: the connection was closed
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
};

/// Removes a response from the front of `bytes`. Returns status 0 if it is incomplete.
Answer take_answer(std::string& bytes, bool head_only = false);

/// A blocking client. Reads time out after ten seconds.
class Client {
 public:
  explicit Client(std::uint16_t port);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void send(std::string_view bytes);
  Answer receive(bool head_only = false);
  Answer ask(std::string_view bytes) {
    send(bytes);
    return receive();
  }
  /// Blocks until the server closes the connection; false if it sends something.
  bool at_end();
  /// Blocks for the next bytes; empty if the connection is closed.
  std::string read();
  int socket() const { return socket_; }

 private:
  int socket_;
  std::string bytes_;
};

/// Suspended handlers that a test completes.
class WaitingRoom {
 public:
  void enter(Completion& completion);
  /// Blocks until `count` handlers are suspended, and removes them.
  std::vector<Completion*> take(std::size_t count);

 private:
  std::mutex mutex_;
  std::condition_variable entered_;
  std::vector<Completion*> waiting_;
};

/// A server with GET /hello, POST /echo, PUT /small (at most 10 bytes), GET /wait, GET /big (1
/// MiB), GET /unavailable, GET /broken, GET /strange (throws an int), GET /sneaky, GET /item/{id},
/// POST /upload (needs X-Token if it is large).
class TestServer {
 public:
  explicit TestServer(const ServerOptions& options = {});

  Server& server() { return *server_; }
  std::uint16_t port() const { return server_->port(); }
  WaitingRoom& waiting() { return waiting_; }
  /// Returns the last suspended request; valid until it is completed.
  const Request* waiting_request() const { return waiting_request_; }
  std::string metrics() const { return metrics_.text(); }
  /// Sends one request on a new connection.
  Answer ask(std::string_view bytes) { return Client(port()).ask(bytes); }

 private:
  std::vector<Route> routes();

  Log log_{LogLevel::off};
  Metrics metrics_;
  WaitingRoom waiting_;
  std::atomic<const Request*> waiting_request_{nullptr};
  Router router_;
  std::unique_ptr<Server> server_;
};

inline std::string get(const std::string& path, const std::string& fields = "") {
  return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}
inline std::string post(const std::string& path, const std::string& body,
                        const std::string& fields = "") {
  return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + fields + "\r\n" + body;
}

}  // namespace usher::http
