#include "store/sqlite/sqlite_shared.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "base/error.hpp"

namespace usher::store {
namespace {

// A command under full load waits 13 ms (p90) with this gap, and 104 ms without the gap.
constexpr std::chrono::microseconds kGap{200};

int open_lock_file(const std::string& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) throw Unavailable("can't open " + file + ": " + std::strerror(errno));
  return descriptor;
}

}  // namespace

TimePoint SqliteShared::now() const {
  const std::int64_t wall = to_ms(clock_.now());
  const std::int64_t steady = clock_.steady().count();
  const std::lock_guard lock(mutex_);
  if (last_ms_ == 0) return from_ms(wall);
  // A wall clock that was set back must not stop time: tasks would never become due.
  const std::int64_t passed = std::max<std::int64_t>(steady - last_steady_ms_, 0);
  return from_ms(std::max(wall, last_ms_ + passed));
}

void SqliteShared::committed(TimePoint time) {
  const std::int64_t steady = clock_.steady().count();
  const std::lock_guard lock(mutex_);
  if (to_ms(time) < last_ms_) return;
  last_steady_ms_ = steady;
  last_ms_ = to_ms(time);
}

CommandGate::CommandGate(const std::string& database_file, Side side)
    : descriptor_(open_lock_file(database_file + "-commands")) {
  // The lock is shared, because several commands may run concurrently.
  if (side == Side::command) ::flock(descriptor_, LOCK_SH);
}

CommandGate::~CommandGate() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void CommandGate::leave_gap() {
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) {
    ::flock(descriptor_, LOCK_UN);
    return;
  }
  std::this_thread::sleep_for(kGap);
}

ServerLock::ServerLock(const std::string& database_file)
    : descriptor_(open_lock_file(database_file + "-server")) {
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  ::close(descriptor_);
  throw ConfigurationError("another usher serves " + database_file + " already. Stop it first.");
}

ServerLock::~ServerLock() { ::close(descriptor_); }

}  // namespace usher::store
