#include "worker/imports.hpp"

#include "service/operation.hpp"
#include "worker/intervals.hpp"

namespace usher::worker {

Imports::Imports(store::Store& store, Log& log)
    : store_(store), log_(log), thread_([this] { run(); }) {}

Imports::~Imports() {
  inbox_.end();
  thread_.join();
}

void Imports::run() {
  bool more = advance(false);
  while (!inbox_.is_ending()) {
    if (!more) inbox_.take(0, 2 * kPollEvery);
    more = advance(more);
  }
}

bool Imports::advance(bool more) {
  try {
    return (more || service::call<&service::has_due_import>(store_)) &&
           service::call<&service::advance_import>(store_);
  } catch (const std::exception& error) {
    log_.warn("a batch of an import failed and will be retried", {{"reason", error.what()}});
    inbox_.back_off(kErrorBackoff);
    return true;
  }
}

}  // namespace usher::worker
