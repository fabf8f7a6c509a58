/// A notification from one thread to another that awaited work is finished.
#pragma once

namespace usher {

/// Receives the notification.
class Completion {
 public:
  /// Reports that the awaited result is available. Called once, on the thread that finished the
  /// work. Must return quickly.
  virtual void complete() noexcept = 0;

 protected:
  ~Completion() = default;
};

}  // namespace usher
