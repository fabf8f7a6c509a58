#include "worker/imports.hpp"

namespace usher::worker {
namespace {

constexpr Duration kPollEvery{500};    // other processes can't wake us
constexpr Duration kTroubleNap{1000};  // after a chunk that could not be taken up

}  // namespace

Imports::Imports(store::Store& store, Log& log)
    : store_(store), log_(log), thread_([this] { loop(); }) {}

Imports::~Imports() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  condition_.notify_one();
  thread_.join();
}

void Imports::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  condition_.notify_one();
}

bool Imports::wait(bool at_once) {
  std::unique_lock lock(mutex_);
  if (!at_once) condition_.wait_for(lock, kPollEvery, [this] { return woken_ || ending_; });
  woken_ = false;
  return !ending_;
}

void Imports::loop() {
  bool more = true;
  while (wait(more)) more = advance();
}

bool Imports::advance() {
  try {
    return store_.ask(store::Access::read, some_due_, {}) &&
           store_.ask(store::Access::write, advance_, {});
  } catch (const std::exception& error) {
    log_.warn("a chunk of an import could not be taken up", {{"reason", error.what()}});
    std::unique_lock lock(mutex_);
    condition_.wait_for(lock, kTroubleNap, [this] { return ending_; });
    return true;
  }
}

}  // namespace usher::worker
