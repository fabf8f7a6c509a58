/// Awaiting a service function, or a core that is free, from a handler.
#pragma once

#include <exception>
#include <optional>
#include <type_traits>

#include "base/clock.hpp"
#include "base/pool.hpp"
#include "http/message.hpp"
#include "http/task.hpp"
#include "service/endpoint.hpp"
#include "service/operation.hpp"

namespace usher::api {

/// Calls operation F and resumes on the handler's own loop once its transaction is committed:
/// `co_await ask<&submit_activation>(store, tools, std::move(input))`. Throws `Unavailable` when
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

/// Goes on on the handler's own loop once the transaction is committed. Throws `Unavailable` when
/// the database did not answer.
template <class S>
http::Task<typename S::Output> ask(service::Endpoint<S>& endpoint, typename S::Input input) {
  auto call = endpoint.call(std::move(input));
  auto start = [&endpoint, &call](Completion& done) { endpoint.start(call, done); };
  co_await http::suspend(start);
  co_return call.take();
}

/// Whoever has waited this long and closed the connection is not worked for any more. Not at once,
/// for the sake of programs that close the half they write to: without a crowd they get their
/// answer.
inline constexpr Duration kPatience = std::chrono::milliseconds(250);

/// What `work` returns or throws, done on one of the pool's threads. Nothing when it is not done:
/// too much waits there already, the pool ends, or whoever has asked is gone when its turn comes.
template <class Work>
http::Task<std::optional<std::invoke_result_t<Work>>> ask(Pool& pool, const http::Request& request,
                                                          Work work) {
  using Outcome = std::invoke_result_t<Work>;
  struct Job final : Pool::Job {
    Job(Work& given, const http::Request& asked) : work(given), request(asked) {}
    void run() noexcept override {
      try {
        const bool waited = steady_now() - since > kPatience;
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
