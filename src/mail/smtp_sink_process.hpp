/// Runs tests/smtp_sink.py, an SMTP server for tests, as a child process.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace usher::mail {

/// A running test server. The constructor starts the server and waits until it is ready; the
/// destructor stops the server. Reading a line of its output throws after ten seconds.
class SmtpSinkProcess {
 public:
  explicit SmtpSinkProcess(std::vector<std::string> options = {}) {
    int to_child[2];
    int from_child[2];
    if (::pipe2(to_child, O_CLOEXEC) != 0 || ::pipe2(from_child, O_CLOEXEC) != 0) {
      throw std::runtime_error("can't create pipes");
    }
    options.insert(options.begin(), {"/usr/bin/python3", USHER_SOURCE_DIR "/tests/smtp_sink.py"});
    std::vector<char*> arguments;
    for (std::string& option : options) arguments.push_back(option.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, to_child[0], STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, from_child[1], STDOUT_FILENO);
    const int error =
        ::posix_spawn(&pid_, arguments[0], &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(to_child[0]);
    ::close(from_child[1]);
    input_ = to_child[1];
    output_ = from_child[0];
    if (error != 0) throw std::runtime_error("can't start the sink");
    greeting_ = read_line();
  }

  SmtpSinkProcess(const SmtpSinkProcess&) = delete;
  SmtpSinkProcess& operator=(const SmtpSinkProcess&) = delete;
  ~SmtpSinkProcess() { stop(); }

  /// Kills the server to simulate a crash.
  void kill() {
    if (pid_ > 0) ::kill(pid_, SIGKILL);
    stop();
  }

  /// Sends a control line and returns the server's response.
  std::string control(const std::string& line) {
    const std::string text = line + "\n";
    if (::write(input_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
      throw std::runtime_error("can't write to the sink");
    }
    return read_line();
  }

  std::string port() const { return member(greeting_, "port"); }
  std::string ca_file() const { return member(greeting_, "ca"); }
  /// Returns a number from `stats`, such as "connections".
  int count_of(const std::string& name) { return std::stoi(member(control("stats"), name)); }

  /// Returns a top-level member of a line of JSON: a number, or a string without escapes.
  static std::string member(const std::string& line, const std::string& name) {
    const std::string key = "\"" + name + "\": ";
    const std::size_t found = line.find(key);
    if (found == std::string::npos) throw std::runtime_error("no " + name + " in " + line);
    const std::size_t begin = found + key.size();
    if (line[begin] == '"') return line.substr(begin + 1, line.find('"', begin + 1) - begin - 1);
    return line.substr(begin, line.find_first_of(",}", begin) - begin);
  }

 private:
  std::string read_line() {
    for (;;) {
      const std::size_t end = unread_.find('\n');
      if (end != std::string::npos) {
        const std::string line = unread_.substr(0, end);
        unread_.erase(0, end + 1);
        return line;
      }
      pollfd ready{output_, POLLIN, 0};
      char chunk[4096];
      const bool readable = ::poll(&ready, 1, 10'000) == 1;
      const ssize_t got = readable ? ::read(output_, chunk, sizeof chunk) : 0;
      if (got <= 0) throw std::runtime_error("the sink does not answer");
      unread_.append(chunk, static_cast<std::size_t>(got));
    }
  }

  // The server stops when its standard input is closed.
  void stop() {
    if (input_ >= 0) ::close(std::exchange(input_, -1));
    if (output_ >= 0) ::close(std::exchange(output_, -1));
    if (pid_ > 0) ::waitpid(std::exchange(pid_, -1), nullptr, 0);
  }

  pid_t pid_ = -1;
  int input_ = -1;
  int output_ = -1;
  std::string unread_;
  std::string greeting_;
};

}  // namespace usher::mail
