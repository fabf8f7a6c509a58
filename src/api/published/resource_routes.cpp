#include "api/published/resource_routes.hpp"

namespace usher::api::published {
namespace {

/// The largest body, in bytes, that is read on the socket's own thread.
constexpr std::size_t kReadInline = 64 * 1024;

http::Task<http::Response> answer_row(std::shared_ptr<const ResourceRow> row, store::Store& store,
                                      Pool& readers, const http::Request& request) {
  const http::Format format = http::response_format(request.header("Accept"));
  std::unique_ptr<store::Job> job;
  if (request.body.size() <= kReadInline) {
    job = row->read(request);
  } else {
    const auto read = [&row, &request] { return row->read(request); };
    auto read_on_pool = co_await ask(readers, request, read);
    if (!read_on_pool) co_return error_response(format, 503, "Too many large requests at once.", 1);
    job = std::move(*read_on_pool);
  }
  const auto start = [&store, &job](Completion& done) {
    job->completion = &done;
    store.post(*job);
  };
  co_await http::suspend(start);
  try {
    co_return row->write(*job, format);
  } catch (const store::TooExpensive& error) {
    co_return error_response(format, {Errc::invalid, error.what()}, kBearerChallenge);
  }
}

}  // namespace

void ResourceRoutes::add_row(std::string_view name, http::Method method, const std::string& path,
                             std::shared_ptr<const ResourceRow> row) {
  http::Route route{
      method, base_path_ + path, std::string(name),
      [row = std::move(row), &store = store_, &readers = readers_](const http::Request& request) {
        return answer_row(row, store, readers, request);
      }};
  route.body_limit = body_limit_;
  routes_.push_back(std::move(route));
}

}  // namespace usher::api::published
