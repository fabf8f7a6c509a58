/// Routes of an account's resources: each is a reader of requests, a piece of work on the account,
/// and a writer of its answer. Everything between them is the same for all and lives here.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/ask.hpp"
#include "api/caller.hpp"
#include "api/reply.hpp"
#include "base/clock.hpp"
#include "http/router.hpp"
#include "service/on_account.hpp"

namespace usher::api::console {

template <class Work>
using Read = std::function<Result<typename Work::Input>(const http::Request&)>;
template <class Work>
using Write = std::function<http::Response(http::Format, const typename Work::Value&)>;

/// For work that is asked nothing.
template <class Work>
Result<typename Work::Input> no_input(const http::Request&) {
  return typename Work::Input{};
}

/// For work that has nothing to say but that it is done.
template <class Work>
http::Response write_nothing(http::Format, const typename Work::Value&) {
  return empty_reply();
}

/// Collects routes. What a route needs lives as long as its handler does.
class Resources {
 public:
  /// References must outlive the routes. Large bodies are read on the threads of `readers`.
  Resources(store::Store& store, service::RateLimit& rate, Pool& readers)
      : store_(store), rate_(rate), readers_(readers) {}

  /// A route below the console's or the statistics' base. `path` starts without a slash;
  /// `arguments` are what the work is made with.
  template <class Work, class... Arguments>
  Resources& add(http::Method verb, const std::string& path, Read<Work> read, Write<Work> write,
                 Arguments&&... arguments) {
    auto parts =
        std::make_shared<Parts<Work>>(store_, rate_, readers_, std::move(read), std::move(write),
                                      std::forward<Arguments>(arguments)...);
    http::Route route{verb, base_ + path, std::string(Work::kMethod),
                      [parts](const http::Request& request) { return answer(parts, request); }};
    route.body_limit = body_limit_;
    routes_.push_back(std::move(route));
    return *this;
  }

  /// What the paths of the routes that follow begin with.
  Resources& below(std::string base) {
    base_ = std::move(base);
    return *this;
  }
  /// How large bodies of the routes that follow may be, in bytes.
  Resources& bodies(std::size_t limit) {
    body_limit_ = limit;
    return *this;
  }

  std::vector<http::Route> take() { return std::move(routes_); }

 private:
  template <class Work>
  struct Parts {
    template <class... Arguments>
    Parts(store::Store& store, service::RateLimit& rate, Pool& readers, Read<Work> read,
          Write<Work> write, Arguments&&... arguments)
        : asked(store, rate, std::forward<Arguments>(arguments)...),
          readers(readers),
          read(std::move(read)),
          write(std::move(write)) {}
    service::AskedOnAccount<Work> asked;
    Pool& readers;
    const Read<Work> read;
    const Write<Work> write;
  };

  template <class Work>
  static http::Task<http::Response> answer(std::shared_ptr<Parts<Work>> parts,
                                           const http::Request& request) {
    const http::Format format = http::answer_format(request.header("Accept"));
    std::optional<Result<typename Work::Input>> asked;
    if (request.body.size() <= kReadAtOnce) {
      asked = parts->read(request);
    } else {
      const auto read = [&parts, &request] { return parts->read(request); };
      asked = co_await ask(parts->readers, request, read);
    }
    if (!asked) co_return error_reply(format, 503, "Too many large requests at once.", 1);
    typename service::OnAccount<Work>::Input input{
        bearer_token(request), {steady_now()}, std::move(*asked)};
    const auto value = co_await ask(parts->asked.endpoint, std::move(input));
    if (!value) co_return error_reply(format, value.error(), kBearerChallenge);
    co_return parts->write(format, *value);
  }

  /// Bytes of a body that a socket's thread reads itself.
  static constexpr std::size_t kReadAtOnce = 64 * 1024;

  store::Store& store_;
  service::RateLimit& rate_;
  Pool& readers_;
  std::string base_;
  std::size_t body_limit_ = http::Route{}.body_limit;
  std::vector<http::Route> routes_;
};

inline constexpr const char* kConsoleBase = "/API/v1.1/Rest/ConsoleService.svc/Console/";
inline constexpr const char* kStatisticsBase = "/API/v1.1/Rest/MailStatisticsService.svc/";
/// Where files are uploaded, in bytes.
inline constexpr std::size_t kUploadLimit = 8 * 1024 * 1024;

}  // namespace usher::api::console
