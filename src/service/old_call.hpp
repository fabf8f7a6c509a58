/// Transitional: calls of operations that are still classes. Goes with the last of them.
#pragma once

#include <semaphore>

#include "service/operation.hpp"

namespace usher::store {

using Tx = WriteTx;

template <class S>
concept BatchService = requires(S& service, Tx& tx, std::span<const typename S::Input> inputs) {
  { service(tx, inputs) } -> std::same_as<std::vector<typename S::Output>>;
};

template <class S>
class Call final : public Job {
 public:
  using Input = typename S::Input;
  using Output = typename S::Output;

  Call(Access access, S& service, Input input)
      : access_(access), service_(service), input_(std::move(input)) {}

  const void* kind() const override { return &service_; }
  Access access() const override { return access_; }
  bool takes_batch() const override { return BatchService<S>; }

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

  Output take() {
    if (broken) std::rethrow_exception(broken);
    return std::move(*output_);
  }

 private:
  struct GiveBack {
    std::span<Job* const> jobs;
    std::vector<Input>& inputs;
    ~GiveBack() {
      for (std::size_t i = 0; i < jobs.size(); ++i) {
        static_cast<Call*>(jobs[i])->input_ = std::move(inputs[i]);
      }
    }
  };

  Access access_;
  S& service_;
  Input input_;
  std::optional<Output> output_;
};

template <class S>
typename S::Output old_ask(Store& store, Access access, S& service, typename S::Input input) {
  struct Signal final : Completion {
    std::binary_semaphore done{0};
    void complete() noexcept override { done.release(); }
  } signal;
  Call<S> call(access, service, std::move(input));
  call.completion = &signal;
  store.post(call);
  signal.done.acquire();
  return call.take();
}

}  // namespace usher::store
