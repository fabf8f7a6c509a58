/// Awaiting a service function, or a core that is free, from a handler.
#pragma once

#include <exception>
#include <optional>
#include <type_traits>

#include "base/pool.hpp"
#include "http/task.hpp"
#include "service/endpoint.hpp"

namespace usher::api {

/// Goes on on the handler's own loop once the transaction is committed. Throws `Unavailable` when
/// the database did not answer.
template <class S>
http::Task<typename S::Output> ask(service::Endpoint<S>& endpoint, typename S::Input input) {
  auto call = endpoint.call(std::move(input));
  auto start = [&endpoint, &call](Completion& done) { endpoint.start(call, done); };
  co_await http::suspend(start);
  co_return call.take();
}

/// What `work` returns or throws, done on one of the pool's threads. Nothing when too much waits
/// there already: then it is not done.
template <class Work>
http::Task<std::optional<std::invoke_result_t<Work>>> ask(Pool& pool, Work work) {
  using Outcome = std::invoke_result_t<Work>;
  struct Job final : Pool::Job {
    explicit Job(Work& given) : work(given) {}
    void run() noexcept override {
      try {
        outcome.emplace(work());
      } catch (...) {
        error = std::current_exception();
      }
      completion->complete();
    }
    Work& work;
    std::optional<Outcome> outcome;
    std::exception_ptr error;
    Completion* completion = nullptr;
  } job(work);
  auto start = [&pool, &job](Completion& done) {
    job.completion = &done;
    if (!pool.post(job)) done.complete();
  };
  co_await http::suspend(start);
  if (job.error) std::rethrow_exception(job.error);
  co_return std::move(job.outcome);
}

}  // namespace usher::api
