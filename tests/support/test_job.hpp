/// Jobs for tests of the store.
#pragma once

#include <latch>
#include <optional>
#include <type_traits>

#include "base/completion.hpp"
#include "support/test_store.hpp"

namespace usher::test {

/// Waits for the completion of a number of jobs.
struct Latch final : Completion {
  explicit Latch(std::ptrdiff_t count) : latch(count) {}
  void complete() noexcept override { latch.count_down(); }
  std::latch latch;
};

/// Calls `function(WriteTx&)`, without a batch.
template <class Function>
class FunctionJob final : public store::Job {
 public:
  using Result = std::invoke_result_t<Function, store::WriteTx&>;
  FunctionJob(store::Access access, Function function)
      : access_(access), function_(std::move(function)) {}

  const void* kind() const override { return this; }
  store::Access access() const override { return access_; }
  bool takes_batch() const override { return false; }
  void run(store::WriteTx& tx, std::span<Job* const>) override { result_.emplace(function_(tx)); }

  /// Throws the failure of the transaction, if any.
  Result take() {
    if (broken) std::rethrow_exception(broken);
    return std::move(*result_);
  }

 private:
  const store::Access access_;
  Function function_;
  std::optional<Result> result_;
};

/// Runs `function(WriteTx&)` in a transaction of a reading thread.
template <class Function>
auto in_read_transaction(TestStore& store, Function function) {
  FunctionJob<Function> job(store::Access::read, std::move(function));
  Latch done(1);
  job.completion = &done;
  store.store->post(job);
  done.latch.wait();
  return job.take();
}

}  // namespace usher::test
