/// An HTTP server for tests, on a free loopback port. A function of the test returns the reply to
/// each request. Connections that are idle for five seconds are closed.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace usher::client::test {

/// A received request.
struct Seen {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
};

/// A response that the server sends.
struct Reply {
  int status = 200;
  std::string body;
  std::vector<std::string> headers;  ///< whole lines of the header
  /// Closes the connection without a response.
  bool lose = false;
  /// Keeps the connection open for another request.
  bool keep = false;
};

/// A running test server. Thread-safe.
class ScriptedServer {
 public:
  /// `script` is called on the connections' threads, several at a time.
  explicit ScriptedServer(std::function<Reply(const Seen&)> script);
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;
  ~ScriptedServer();

  /// Returns "http://127.0.0.1:PORT".
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// Returns all received requests in order.
  std::vector<Seen> seen();
  int connections() const { return connections_; }

 private:
  void accept_all();
  void serve(int connection);

  const std::function<Reply(const Seen&)> script_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> connections_{0};
  std::mutex mutex_;
  std::vector<Seen> seen_;
  std::vector<std::jthread> served_;
  std::jthread acceptor_;
};

/// Returns a script that sends the replies in order and then repeats the last reply.
std::function<Reply(const Seen&)> in_turn(std::vector<Reply> replies);

}  // namespace usher::client::test
