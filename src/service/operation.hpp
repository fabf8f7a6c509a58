/// Calls of operations: ordinary functions that run inside one transaction.
///
/// An operation has one of these forms, where Tx is ReadTx or store::WriteTx:
///   Output f(Tx&)
///   Output f(Tx&, const Input&)
///   Output f(Tx&, const Tools&, const Input&)
///   std::vector<Output> f(Tx&, std::span<const Input>)                 a batch
///   std::vector<Output> f(Tx&, const Tools&, std::span<const Input>)   a batch
/// Access, tools, input and batch are deduced from the form. It runs on a store thread; two
/// threads may run it at the same time.
#pragma once

#include <optional>
#include <semaphore>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/check.hpp"
#include "store/job.hpp"
#include "store/store.hpp"

namespace usher::service {

namespace detail {

struct Nothing {};

template <class Tx>
inline constexpr store::Access kAccessOf =
    std::is_same_v<Tx, store::WriteTx> ? store::Access::write : store::Access::read;

/// The parts of an operation's type.
template <class Function>
struct OperationParts;

template <class Out, class Tx>
struct OperationParts<Out (*)(Tx&)> {
  using Output = Out;
  using Tools = Nothing;
  using Input = Nothing;
  static constexpr store::Access kAccess = kAccessOf<Tx>;
  static constexpr bool kBatch = false;
};
template <class Out, class Tx, class In>
struct OperationParts<Out (*)(Tx&, In)> {
  using Output = Out;
  using Tools = Nothing;
  using Input = std::remove_cvref_t<In>;
  static constexpr store::Access kAccess = kAccessOf<Tx>;
  static constexpr bool kBatch = false;
};
template <class Out, class Tx, class T, class In>
struct OperationParts<Out (*)(Tx&, const T&, In)> : OperationParts<Out (*)(Tx&, In)> {
  using Tools = T;
};
template <class Out, class Tx, class In>
struct OperationParts<std::vector<Out> (*)(Tx&, std::span<const In>)> {
  using Output = Out;
  using Tools = Nothing;
  using Input = In;
  static constexpr store::Access kAccess = kAccessOf<Tx>;
  static constexpr bool kBatch = true;
};
template <class Out, class Tx, class T, class In>
struct OperationParts<std::vector<Out> (*)(Tx&, const T&, std::span<const In>)>
    : OperationParts<std::vector<Out> (*)(Tx&, std::span<const In>)> {
  using Tools = T;
};

template <auto F>
using PartsOf = OperationParts<decltype(F)>;

}  // namespace detail

template <auto F>
using OutputOf = typename detail::PartsOf<F>::Output;
template <auto F>
using InputOf = typename detail::PartsOf<F>::Input;
template <auto F>
using ToolsOf = typename detail::PartsOf<F>::Tools;

/// One queued call of operation F.
template <auto F>
class CallTo final : public store::Job {
  using Parts = detail::PartsOf<F>;

 public:
  using Input = typename Parts::Input;
  using Output = typename Parts::Output;
  using Tools = typename Parts::Tools;
  static_assert(!std::is_same_v<Input, std::string_view>, "a queued call owns its input");

  CallTo() = default;
  explicit CallTo(Input input) : input_(std::move(input)) {}
  /// `tools` must outlive the call; all calls that share a batch are given the same.
  CallTo(const Tools& tools, Input input) : tools_(&tools), input_(std::move(input)) {}

  const void* kind() const override { return &kKind; }
  store::Access access() const override { return Parts::kAccess; }
  bool takes_batch() const override { return Parts::kBatch; }
  bool is_limited() const override {
    return kFromAccount && Parts::kAccess == store::Access::read;
  }
  std::size_t party() const override {
    if constexpr (kFromAccount) return input_.party();
    return 0;
  }

  void run(store::WriteTx& tx, std::span<store::Job* const> same_kind) override {
    if constexpr (Parts::kBatch) {
      run_batch(tx, same_kind);
    } else {
      for (store::Job* job : same_kind) static_cast<CallTo&>(*job).run_single(tx);
    }
  }

  /// Returns the result, or throws the failure. REQUIRES: completed.
  Output take() {
    if (error) std::rethrow_exception(error);
    return std::move(*output_);
  }

 private:
  static constexpr char kKind = 0;
  static constexpr bool kFromAccount = requires(const Input& input) { input.party(); };

  /// Moves inputs back into their jobs on every way out: a failed batch is run again one by one.
  struct InputReturner {
    std::span<store::Job* const> jobs;
    std::vector<Input>& inputs;
    ~InputReturner() {
      for (std::size_t i = 0; i < jobs.size(); ++i) {
        static_cast<CallTo*>(jobs[i])->input_ = std::move(inputs[i]);
      }
    }
  };

  void run_single(store::WriteTx& tx) {
    if constexpr (!std::is_same_v<Tools, detail::Nothing>) {
      output_.emplace(F(tx, *tools_, std::as_const(input_)));
    } else if constexpr (!std::is_same_v<Input, detail::Nothing>) {
      output_.emplace(F(tx, std::as_const(input_)));
    } else {
      output_.emplace(F(tx));
    }
  }

  void run_batch(store::WriteTx& tx, std::span<store::Job* const> same_kind) {
    std::vector<Input> inputs;
    inputs.reserve(same_kind.size());
    for (store::Job* job : same_kind)
      inputs.push_back(std::move(static_cast<CallTo*>(job)->input_));
    const InputReturner returner{same_kind, inputs};
    std::vector<Output> outputs = call_batch(tx, inputs);
    CHECK(outputs.size() == same_kind.size());
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      static_cast<CallTo*>(same_kind[i])->output_.emplace(std::move(outputs[i]));
    }
  }

  std::vector<Output> call_batch(store::WriteTx& tx, std::span<const Input> inputs) {
    if constexpr (std::is_same_v<Tools, detail::Nothing>) {
      return F(tx, inputs);
    } else {
      return F(tx, *tools_, inputs);
    }
  }

  const Tools* tools_ = nullptr;
  Input input_{};
  std::optional<Output> output_;
};

/// Runs operation F in a transaction and waits for its result: `call<&list_plans>(store)`,
/// `call<&retry_activation>(store, id)`, `call<&resend_credentials>(store, tools, request)`. Throws
/// `Unavailable` when the database did not answer. Not on a socket thread.
template <auto F, class... Arguments>
OutputOf<F> call(store::Store& store, Arguments&&... arguments) {
  struct Signal final : Completion {
    std::binary_semaphore done{0};
    void complete() noexcept override { done.release(); }
  } signal;
  CallTo<F> job(std::forward<Arguments>(arguments)...);
  job.completion = &signal;
  store.post(job);
  signal.done.acquire();
  return job.take();
}

}  // namespace usher::service
