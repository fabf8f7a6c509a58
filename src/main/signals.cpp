#include "main/signals.hpp"

#include "base/check.hpp"

namespace usher {

Signals::Signals(std::initializer_list<int> numbers) {
  sigemptyset(&set_);
  for (const int number : numbers) sigaddset(&set_, number);
  CHECK(pthread_sigmask(SIG_BLOCK, &set_, nullptr) == 0);
  // A write to a closed connection returns EPIPE instead.
  signal(SIGPIPE, SIG_IGN);
  // A write beyond RLIMIT_FSIZE returns EFBIG instead: the database reports a full disk.
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
