/// A call of a service function that waits for its turn.
#pragma once

#include <exception>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/check.hpp"
#include "base/completion.hpp"
#include "store/tx.hpp"

namespace usher::store {

/// A service function is a callable object with `Input` and `Output` types and either
///   Output operator()(Tx&, const Input&)                              one call, or
///   std::vector<Output> operator()(Tx&, std::span<const Input>)       a batch: as many answers.
/// It runs inside a transaction on a store thread, alone on its connection; two connections may run
/// it at the same time.
template <class S>
concept BatchService = requires(S& service, Tx& tx, std::span<const typename S::Input> inputs) {
  { service(tx, inputs) } -> std::same_as<std::vector<typename S::Output>>;
};

/// What the runner queues. Jobs of one kind that wait together run as one batch.
class Job {
 public:
  Job() = default;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;
  virtual ~Job() = default;

  /// Equal for jobs that may share a batch.
  virtual const void* kind() const = 0;
  /// Whether its service takes many calls at once, and with that all their rows in one order.
  virtual bool takes_many() const = 0;
  /// Runs all of `same_kind` (this one among them). Outcomes stay inside the jobs until the commit.
  /// May be called a second time, for this job alone, after its batch was rolled back.
  virtual void run(Tx& tx, std::span<Job* const> same_kind) = 0;

  /// What broke, if anything did: set by the runner before it completes the job.
  std::exception_ptr broken;
  /// Told once, after the commit; the job may be gone afterwards.
  Completion* completion = nullptr;
};

template <class S>
class Call final : public Job {
 public:
  using Input = typename S::Input;
  using Output = typename S::Output;

  Call(S& service, Input input) : service_(service), input_(std::move(input)) {}

  const void* kind() const override { return &service_; }
  bool takes_many() const override { return BatchService<S>; }

  void run(Tx& tx, std::span<Job* const> same_kind) override {
    if constexpr (BatchService<S>) {
      std::vector<Input> inputs;
      inputs.reserve(same_kind.size());
      for (Job* job : same_kind) inputs.push_back(std::move(static_cast<Call*>(job)->input_));
      const GiveBack give_back{same_kind, inputs};
      std::vector<Output> outputs = service_(tx, std::span<const Input>(inputs));
      CHECK(outputs.size() == same_kind.size());
      for (std::size_t i = 0; i < outputs.size(); ++i) {
        static_cast<Call*>(same_kind[i])->output_.emplace(std::move(outputs[i]));
      }
    } else {
      for (Job* job : same_kind) {
        Call& call = static_cast<Call&>(*job);
        call.output_.emplace(service_(tx, std::as_const(call.input_)));
      }
    }
  }

  /// The outcome, or the exception that stands for it. REQUIRES: completed.
  Output take() {
    if (broken) std::rethrow_exception(broken);
    return std::move(*output_);
  }

 private:
  // Inputs go back into their jobs on every way out: a batch that failed is run again one by one.
  struct GiveBack {
    std::span<Job* const> jobs;
    std::vector<Input>& inputs;
    ~GiveBack() {
      for (std::size_t i = 0; i < jobs.size(); ++i) {
        static_cast<Call*>(jobs[i])->input_ = std::move(inputs[i]);
      }
    }
  };

  S& service_;
  Input input_;
  std::optional<Output> output_;
};

}  // namespace usher::store
