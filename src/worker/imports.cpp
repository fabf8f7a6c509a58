#include "worker/imports.hpp"

#include "service/old_call.hpp"

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
  service::import_::SomeDue some_due;
  service::import_::Advance advance;
  try {
    return (more || store::old_ask(store_, store::Access::read, some_due, {})) &&
           store::old_ask(store_, store::Access::write, advance, {});
  } catch (const std::exception& error) {
    log_.warn("a batch of an import failed", {{"reason", error.what()}});
    inbox_.back_off(kErrorBackoff);
    return true;
  }
}

}  // namespace usher::worker
