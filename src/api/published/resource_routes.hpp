/// The routes of an account's resources.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/ask.hpp"
#include "api/published/resource_row.hpp"
#include "base/pool.hpp"
#include "http/router.hpp"
#include "service/old_account_work.hpp"
#include "service/rate_limit.hpp"
#include "store/store.hpp"

namespace usher::api::published {

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

inline constexpr const char* kConsoleBase = "/API/v1.1/Rest/ConsoleService.svc/Console/";
inline constexpr const char* kStatisticsBase = "/API/v1.1/Rest/MailStatisticsService.svc/";
/// The body limit of routes for uploads, in bytes.
inline constexpr std::size_t kUploadLimit = 8 * 1024 * 1024;

/// Collects the rows of a route table as routes.
class ResourceRoutes {
 public:
  /// References must outlive the routes. Large bodies are read on the threads of `readers`.
  ResourceRoutes(store::Store& store, service::RateLimit& rate, Pool& readers)
      : store_(store), rate_(rate), readers_(readers) {}

  /// Adds the route of account operation F. `name` is its published name, under which calls are
  /// counted: static storage. `path` continues the base path and starts without a slash.
  template <auto F>
  ResourceRoutes& add(std::string_view name, http::Method method, const std::string& path,
                      ReadInput<F> read, WriteValue<F> write, service::AccountTools<F> tools = {}) {
    add_row(
        name, method, path,
        std::make_shared<OperationRow<F>>(rate_, name, std::move(read), std::move(write), tools));
    return *this;
  }
  /// Adds the route of an operation without input.
  template <auto F>
  ResourceRoutes& add(std::string_view name, http::Method method, const std::string& path,
                      WriteValue<F> write) {
    return add<F>(
        name, method, path,
        [](const http::Request&) { return Result<service::AccountInput<F>>({}); },
        std::move(write));
  }

  /// A route below the console's or the statistics' base. `path` starts without a slash;
  /// `arguments` are what the work is made with.
  template <class Work, class... Arguments>
  ResourceRoutes& add(http::Method verb, const std::string& path, Read<Work> read,
                      Write<Work> write, Arguments&&... arguments) {
    add(verb, path, Work::kMethod,
        std::make_shared<PartsOf<Work>>(store_, rate_, std::move(read), std::move(write),
                                        std::forward<Arguments>(arguments)...));
    return *this;
  }

  /// Sets the base path of the routes that follow.
  ResourceRoutes& set_base_path(std::string base) {
    base_path_ = std::move(base);
    return *this;
  }
  /// Sets the largest body, in bytes, of the routes that follow.
  ResourceRoutes& set_body_limit(std::size_t limit) {
    body_limit_ = limit;
    return *this;
  }

  std::vector<http::Route> release() { return std::move(routes_); }

 private:
  void add_row(std::string_view name, http::Method method, const std::string& path,
               std::shared_ptr<const ResourceRow> row);

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
  std::string base_path_;
  std::size_t body_limit_ = http::Route{}.body_limit;
  std::vector<http::Route> routes_;
};

}  // namespace usher::api::published
