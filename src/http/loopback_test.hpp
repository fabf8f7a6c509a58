/// For http's tests: a real server on a free port, and a blocking client.
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

struct Answer {
  int status = 0;                              ///< 0: the connection ended instead
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
};

/// Takes an answer off the front of `bytes`; status 0 when it is not there as a whole.
Answer take_answer(std::string& bytes, bool head_only = false);

/// Reads give up after ten seconds, which no test that passes ever waits for.
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
  /// Blocks until the server has closed; false when it says something instead.
  bool at_end();
  /// Blocks for the next bytes; empty at the end.
  std::string read();
  int socket() const { return socket_; }

 private:
  int socket_;
  std::string bytes_;
};

/// Waits that a test ends when it wants.
class WaitingRoom {
 public:
  void enter(Completion& completion);
  /// Blocks until `count` wait, then takes them out.
  std::vector<Completion*> take(std::size_t count);

 private:
  std::mutex mutex_;
  std::condition_variable entered_;
  std::vector<Completion*> waiting_;
};

/// GET /hello, POST /echo, PUT /small (10 bytes at most), GET /wait, GET /big (1 MiB),
/// GET /unavailable, GET /broken, GET /strange (throws an int), GET /sneaky, GET /item/{id}.
class TestServer {
 public:
  explicit TestServer(const ServerOptions& options = {});

  Server& server() { return *server_; }
  std::uint16_t port() const { return server_->port(); }
  WaitingRoom& waiting() { return waiting_; }
  /// The last one that waits, until it is completed.
  const Request* waiting_request() const { return waiting_request_; }
  std::string metrics() const { return metrics_.text(); }
  /// Asks once on a connection of its own.
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
