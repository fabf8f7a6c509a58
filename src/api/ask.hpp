/// Awaits operations, and work on a thread pool, from a handler.
#pragma once

#include <exception>
#include <optional>
#include <type_traits>

#include "base/clock.hpp"
#include "base/pool.hpp"
#include "http/message.hpp"
#include "http/task.hpp"
#include "service/operation.hpp"

namespace usher::api {

/// Calls operation F and resumes on the handler's own loop once its transaction is committed:
/// `co_await ask<&submit_activations>(store, tools, std::move(input))`. Throws `Unavailable` when
/// the database did not answer. References must outlive the call.
template <auto F>
http::Task<service::OutputOf<F>> ask(store::Store& store, const service::ToolsOf<F>& tools,
                                     service::InputOf<F> input) {
  service::CallTo<F> call(tools, std::move(input));
  const auto start = [&store, &call](Completion& done) {
    call.completion = &done;
    store.post(call);
  };
  co_await http::suspend(start);
  co_return call.take();
}
template <auto F>
http::Task<service::OutputOf<F>> ask(store::Store& store, service::InputOf<F> input = {}) {
  service::CallTo<F> call(std::move(input));
  const auto start = [&store, &call](Completion& done) {
    call.completion = &done;
    store.post(call);
  };
  co_await http::suspend(start);
  co_return call.take();
}

/// Work that was queued longer than this is dropped if its client has disconnected. Work that was
/// queued for less is done: clients that only shut down their sending side get an answer.
inline constexpr Duration kAbandonAfter = std::chrono::milliseconds(250);

/// Runs `work` on a thread of the pool and returns or throws its outcome. Returns nullopt if it was
/// not run: the queue is full, the pool ends, or the client has disconnected meanwhile.
template <class Work>
http::Task<std::optional<std::invoke_result_t<Work>>> ask(Pool& pool, const http::Request& request,
                                                          Work work) {
  using Outcome = std::invoke_result_t<Work>;
  struct Job final : Pool::Job {
    Job(Work& given, const http::Request& handled) : work(given), request(handled) {}
    void run() noexcept override {
      try {
        const bool waited = steady_now() - since > kAbandonAfter;
        if (!(waited && request.is_abandoned())) outcome.emplace(work());
      } catch (...) {
        error = std::current_exception();
      }
      completion->complete();
    }
    void drop() noexcept override { completion->complete(); }
    Work& work;
    const http::Request& request;
    const Duration since = steady_now();
    std::optional<Outcome> outcome;
    std::exception_ptr error;
    Completion* completion = nullptr;
  } job(work, request);
  auto start = [&pool, &job](Completion& done) {
    job.completion = &done;
    if (!pool.post(job)) done.complete();
  };
  co_await http::suspend(start);
  if (job.error) std::rethrow_exception(job.error);
  co_return std::move(job.outcome);
}

}  // namespace usher::api
