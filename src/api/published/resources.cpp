#include "api/published/resources.hpp"

namespace usher::api::console {
namespace {

/// Bytes of a body that a socket's thread reads itself.
constexpr std::size_t kReadAtOnce = 64 * 1024;

}  // namespace

http::Task<http::Response> Resources::answer(std::shared_ptr<Parts> parts, Pool& readers,
                                             const http::Request& request) {
  const http::Format format = http::response_format(request.header("Accept"));
  std::unique_ptr<Asked> asked;
  if (request.body.size() <= kReadAtOnce) {
    asked = parts->read(request);
  } else {
    const auto read = [&parts, &request] { return parts->read(request); };
    auto in_turn = co_await ask(readers, request, read);
    if (!in_turn) co_return error_reply(format, 503, "Too many large requests at once.", 1);
    asked = std::move(*in_turn);
  }
  const auto start = [&asked](Completion& done) { asked->start(done); };
  co_await http::suspend(start);
  co_return asked->take(format);
}

http::Task<http::Response> Resources::answer_row(std::shared_ptr<const Row> row,
                                                 store::Store& store, Pool& readers,
                                                 const http::Request& request) {
  const http::Format format = http::response_format(request.header("Accept"));
  std::unique_ptr<store::Job> job;
  if (request.body.size() <= kReadAtOnce) {
    job = row->read(request);
  } else {
    const auto read = [&row, &request] { return row->read(request); };
    auto in_turn = co_await ask(readers, request, read);
    if (!in_turn) co_return error_reply(format, 503, "Too many large requests at once.", 1);
    job = std::move(*in_turn);
  }
  const auto start = [&store, &job](Completion& done) {
    job->completion = &done;
    store.post(*job);
  };
  co_await http::suspend(start);
  co_return row->write(*job, format);
}

void Resources::add_row(http::Method verb, const std::string& path, std::string_view method,
                        std::shared_ptr<const Row> row) {
  http::Route route{
      verb, base_ + path, std::string(method),
      [row = std::move(row), &store = store_, &readers = readers_](const http::Request& request) {
        return answer_row(row, store, readers, request);
      }};
  route.body_limit = body_limit_;
  routes_.push_back(std::move(route));
}

void Resources::add(http::Method verb, const std::string& path, std::string_view method,
                    std::shared_ptr<Parts> parts) {
  http::Route route{verb, base_ + path, std::string(method),
                    [parts = std::move(parts), &readers = readers_](const http::Request& request) {
                      return answer(parts, readers, request);
                    }};
  route.body_limit = body_limit_;
  routes_.push_back(std::move(route));
}

}  // namespace usher::api::console
