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
#include "service/access/account_request.hpp"
#include "service/old_account_work.hpp"

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

/// Reads an operation's input from a request.
template <auto F>
using ReadInput = std::function<Result<service::AccountInput<F>>(const http::Request&)>;
/// Writes an operation's result in the format that the caller accepts.
template <auto F>
using WriteValue = std::function<http::Response(http::Format, const service::AccountValue<F>&)>;

/// Writes the empty answer of an operation without a result.
template <class Value>
http::Response write_empty(http::Format, const Value&) {
  return empty_reply();
}

/// Collects routes. What a route needs lives as long as its handler does.
class Resources {
 public:
  /// References must outlive the routes. Large bodies are read on the threads of `readers`.
  Resources(store::Store& store, service::RateLimit& rate, Pool& readers)
      : store_(store), rate_(rate), readers_(readers) {}

  /// Adds the route of account operation F below the current base path. `method` is its published
  /// name, with static storage: calls are counted under it. `path` starts without a slash.
  template <auto F>
  Resources& add(std::string_view method, http::Method verb, const std::string& path,
                 ReadInput<F> read, WriteValue<F> write, service::AccountTools<F> tools = {}) {
    add_row(verb, path, method,
            std::make_shared<RowOf<F>>(rate_, method, std::move(read), std::move(write), tools));
    return *this;
  }
  /// Adds the route of an operation without input.
  template <auto F>
  Resources& add(std::string_view method, http::Method verb, const std::string& path,
                 WriteValue<F> write) {
    return add<F>(
        method, verb, path,
        [](const http::Request&) { return Result<service::AccountInput<F>>({}); },
        std::move(write));
  }

  /// A route below the console's or the statistics' base. `path` starts without a slash;
  /// `arguments` are what the work is made with.
  template <class Work, class... Arguments>
  Resources& add(http::Method verb, const std::string& path, Read<Work> read, Write<Work> write,
                 Arguments&&... arguments) {
    add(verb, path, Work::kMethod,
        std::make_shared<PartsOf<Work>>(store_, rate_, std::move(read), std::move(write),
                                        std::forward<Arguments>(arguments)...));
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
  /// One route: turns a request into a call and the completed call into a response. Not a template,
  /// so that the coroutine of its handler exists once.
  class Row {
   public:
    virtual ~Row() = default;
    virtual std::unique_ptr<store::Job> read(const http::Request& request) const = 0;
    /// REQUIRES: `job` was made by this row and is complete. Throws `Unavailable` when the database
    /// did not answer.
    virtual http::Response write(store::Job& job, http::Format format) const = 0;
  };

  template <auto F>
  class RowOf final : public Row {
    using Input = service::AccountInput<F>;
    using Call = service::CallTo<&service::run_account_request<F>>;

   public:
    RowOf(service::RateLimit& rate, std::string_view method, ReadInput<F> read, WriteValue<F> write,
          service::AccountTools<F> tools)
        : tools_{rate, tools}, method_(method), read_(std::move(read)), write_(std::move(write)) {}

    std::unique_ptr<store::Job> read(const http::Request& request) const override {
      Result<Input> input = read_(request);
      return std::make_unique<Call>(
          tools_, service::AccountRequest<Input>(bearer_token(request), method_,
                                                 service::Arrival{steady_now()}, std::move(input)));
    }
    http::Response write(store::Job& job, http::Format format) const override {
      const auto value = static_cast<Call&>(job).take();
      if (!value) return error_reply(format, value.error(), kBearerChallenge);
      return write_(format, *value);
    }

   private:
    const service::AccountRequestTools<service::AccountTools<F>> tools_;
    const std::string_view method_;
    const ReadInput<F> read_;
    const WriteValue<F> write_;
  };

  static http::Task<http::Response> answer_row(std::shared_ptr<const Row> row, store::Store& store,
                                               Pool& readers, const http::Request& request);
  void add_row(http::Method verb, const std::string& path, std::string_view method,
               std::shared_ptr<const Row> row);

  /// A request that was read, and its answer.
  class Asked {
   public:
    virtual ~Asked() = default;
    virtual void start(Completion& done) = 0;
    /// Once it is complete. Throws `Unavailable` when the database did not answer.
    virtual http::Response take(http::Format format) = 0;
  };
  /// What a route needs. Not a template, so that its handler is none either: it would be most of
  /// the program.
  class Parts {
   public:
    virtual ~Parts() = default;
    virtual std::unique_ptr<Asked> read(const http::Request& request) = 0;
  };

  template <class Work>
  class PartsOf final : public Parts {
    using Service = service::OnAccount<Work>;

   public:
    template <class... Arguments>
    PartsOf(store::Store& store, service::RateLimit& rate, Read<Work> read, Write<Work> write,
            Arguments&&... arguments)
        : service_(store, rate, std::forward<Arguments>(arguments)...),
          read_(std::move(read)),
          write_(std::move(write)) {}

    std::unique_ptr<Asked> read(const http::Request& request) override {
      return std::make_unique<AskedWork>(*this, bearer_token(request), read_(request));
    }

   private:
    class AskedWork final : public Asked {
     public:
      AskedWork(PartsOf& parts, Secret token, Result<typename Work::Input> asked)
          : parts_(parts),
            call_(parts.service_.endpoint.call(
                {std::move(token), {steady_now()}, std::move(asked)})) {}
      void start(Completion& done) override { parts_.service_.endpoint.start(call_, done); }
      http::Response take(http::Format format) override {
        const auto value = call_.take();
        if (!value) return error_reply(format, value.error(), kBearerChallenge);
        return parts_.write_(format, *value);
      }

     private:
      PartsOf& parts_;
      store::Call<Service> call_;
    };

    service::AskedOnAccount<Work> service_;
    const Read<Work> read_;
    const Write<Work> write_;
  };

  static http::Task<http::Response> answer(std::shared_ptr<Parts> parts, Pool& readers,
                                           const http::Request& request);
  void add(http::Method verb, const std::string& path, std::string_view method,
           std::shared_ptr<Parts> parts);

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
