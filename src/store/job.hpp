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

  /// Returns an address that is equal for jobs that may share a batch.
  virtual const void* kind() const = 0;
  /// Returns whether the operation writes, which decides which threads run it.
  virtual Access access() const = 0;
  /// Returns whether the operation takes a batch, and so locks all rows of the batch in one order.
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
