/// Queued calls of operations.
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
  /// Returns whether the operation writes, which decides which threads run the job.
  virtual Access access() const = 0;
  /// Returns whether the operation takes a batch, and so locks all rows of the batch in one order.
  virtual bool takes_batch() const = 0;
  /// Runs all jobs of `same_kind`, which include this job. Results stay inside the jobs until the
  /// commit. May be called again for this job alone after its batch was rolled back. A job whose
  /// access is `read` uses `tx` as a ReadTx.
  virtual void run(WriteTx& tx, std::span<Job* const> same_kind) = 0;

  /// The exception of a failed transaction. The runner sets it before it completes the job.
  std::exception_ptr error;
  /// The object that is notified once after the commit. The job may be destroyed afterwards.
  Completion* completion = nullptr;
};

}  // namespace usher::store
