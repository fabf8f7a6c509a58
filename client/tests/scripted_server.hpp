/// An HTTP server for tests, on a free loopback port: each request goes to a function of the test,
/// whose reply is sent as it is. Bounded: a connection that says nothing for five seconds is
/// closed.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace usher::client::test {

struct Seen {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
};

struct Reply {
  int status = 200;
  std::string body;
  std::vector<std::string> headers;  ///< whole lines
  /// Instead of an answer the connection ends.
  bool lose = false;
  /// The connection stays open for another request.
  bool keep = false;
};

class ScriptedServer {
 public:
  /// `script` is called on the connections' threads, several at a time.
  explicit ScriptedServer(std::function<Reply(const Seen&)> script);
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;
  ~ScriptedServer();

  /// "http://127.0.0.1:PORT"
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// All requests so far, in their order.
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

/// A script that gives one reply after the other, the last one again and again.
std::function<Reply(const Seen&)> in_turn(std::vector<Reply> replies);

}  // namespace usher::client::test
