#include "terminal.hpp"

#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <iostream>
#include <stdexcept>

namespace {

/// Disables the terminal's echo during its lifetime. Ctrl-C and Ctrl-Z are blocked meanwhile: they
/// would leave the shell without echo.
class EchoOff {
 public:
  EchoOff() : terminal_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!terminal_) return;
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGINT);
    sigaddset(&blocked, SIGTSTP);
    ::sigprocmask(SIG_BLOCK, &blocked, &signals_before_);
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;
  ~EchoOff() {
    if (!terminal_) return;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    std::cout << std::endl;  // the typed line break was not echoed
    ::sigprocmask(SIG_SETMASK, &signals_before_, nullptr);
  }

 private:
  termios before_{};
  sigset_t signals_before_{};
  bool terminal_;
};

}  // namespace

std::string ask(const std::string& question) {
  std::cout << question << std::flush;
  std::string line;
  if (!std::getline(std::cin, line)) throw std::runtime_error("end of input");
  return line;
}

usher::client::Secret ask_hidden(const std::string& question) {
  const EchoOff quiet;
  return usher::client::Secret(ask(question));
}
