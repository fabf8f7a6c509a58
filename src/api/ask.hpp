/// Lets handlers await operations and work on a thread pool.
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
/// `co_await ask<&submit_activations>(store, tools, std::move(input))`. Throws `Unavailable` if the
/// database is unavailable. References must outlive the call.
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

/// The time in the queue after which work is dropped if its client has disconnected. Work with a
/// shorter wait is done, because a client that only shuts down its sending side expects a response.
inline constexpr Duration kAbandonAfter = std::chrono::milliseconds(250);

/// Runs `work` on a thread of the pool and returns or throws its outcome. Returns nullopt if `work`
/// was not run because the queue is full, the pool has stopped or the client has disconnected.
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
