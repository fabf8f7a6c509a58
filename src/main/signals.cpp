#include "main/signals.hpp"

#include "base/check.hpp"

namespace usher {

Signals::Signals(std::initializer_list<int> numbers) {
  sigemptyset(&set_);
  for (const int number : numbers) sigaddset(&set_, number);
  CHECK(pthread_sigmask(SIG_BLOCK, &set_, nullptr) == 0);
  // A client that hangs up while we write is an error code, not a reason to die.
  signal(SIGPIPE, SIG_IGN);
  // So is a file that may not grow (RLIMIT_FSIZE): the database then says that the disk is full.
  signal(SIGXFSZ, SIG_IGN);
}

int Signals::wait() const {
  int number = 0;
  while (sigwait(&set_, &number) != 0) {
  }
  return number;
}

std::optional<int> Signals::wait_for(std::chrono::milliseconds time) const {
  const timespec limit{time.count() / 1000, time.count() % 1000 * 1'000'000};
  const int number = sigtimedwait(&set_, nullptr, &limit);
  if (number < 0) return std::nullopt;
  return number;
}

}  // namespace usher
