/// The word "done" between two threads.
#pragma once

namespace usher {

/// Told once, on whatever thread finished the work, that an awaited outcome is there. Must return
/// quickly and never throw: it typically wakes somebody.
class Completion {
 public:
  virtual void complete() noexcept = 0;

 protected:
  ~Completion() = default;
};

}  // namespace usher
