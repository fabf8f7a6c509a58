/// A call of an operation that is queued for its transaction.
#pragma once

#include <exception>
#include <span>

#include "base/completion.hpp"
#include "store/tx.hpp"

namespace usher::store {

/// A queued call. Jobs of one kind that are queued together run as one batch.
class Job {
 public:
  Job() = default;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;
  virtual ~Job() = default;

  /// Equal for jobs that may share a batch.
  virtual const void* kind() const = 0;
  /// Whether the operation writes: decides which threads run it.
  virtual Access access() const = 0;
  /// Returns whether a caller chooses the cost of this read, as with a filter. Such reads have a
  /// reader of their own, with limits (ReadLimits), so that other calls do not wait for them.
  virtual bool is_limited() const { return false; }
  /// Returns a number that is equal for jobs of one party. A party whose limited reads are slow
  /// waits for the others.
  virtual std::size_t party() const { return 0; }
  /// Whether the operation takes a batch, and so locks all rows of the batch in one order.
  virtual bool takes_batch() const = 0;
  /// Runs all of `same_kind` (this job among them). Results stay inside the jobs until the commit.
  /// May be called a second time, for this job alone, after its batch was rolled back. A job whose
  /// access is `read` uses `tx` as a ReadTx.
  virtual void run(WriteTx& tx, std::span<Job* const> same_kind) = 0;

  /// The failure, if the transaction failed: set by the runner before it completes the job.
  std::exception_ptr error;
  /// Notified once, after the commit; the job may be destroyed afterwards.
  Completion* completion = nullptr;
};

}  // namespace usher::store
