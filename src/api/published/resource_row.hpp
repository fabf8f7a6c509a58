/// A row of a route table: an account operation between the reader of its request and the writer of
/// its response.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "api/caller.hpp"
#include "api/reply.hpp"
#include "base/clock.hpp"
#include "http/message.hpp"
#include "http/negotiation.hpp"
#include "service/access/account_request.hpp"

namespace usher::api::published {

/// Reads an operation's input from a request.
template <auto F>
using ReadInput = std::function<Result<service::AccountInput<F>>(const http::Request&)>;
/// Writes an operation's result in the format that the caller accepts.
template <auto F>
using WriteValue = std::function<http::Response(http::Format, const service::AccountValue<F>&)>;

/// Writes the empty answer of an operation without a result.
template <class Value>
http::Response write_empty(http::Format, const Value&) {
  return empty_response();
}

/// Turns a request into a job for the store, and the completed job into a response. Not a template,
/// so that the coroutine that runs rows is compiled once.
class ResourceRow {
 public:
  virtual ~ResourceRow() = default;
  virtual std::unique_ptr<store::Job> read(const http::Request& request) const = 0;
  /// REQUIRES: `job` was made by this row and is completed. Throws `Unavailable` when the database
  /// did not answer.
  /// `challenge` is for a 401.
  virtual http::Response write(store::Job& job, http::Format format,
                               const char* challenge) const = 0;
};

/// The row of account operation F.
template <auto F>
class OperationRow final : public ResourceRow {
  using Input = service::AccountInput<F>;
  using Call = service::CallTo<&service::run_account_request<F>>;

 public:
  OperationRow(service::RateLimit& rate, std::string_view name, ReadInput<F> read,
               WriteValue<F> write, service::AccountTools<F> tools)
      : tools_{rate, tools}, name_(name), read_(std::move(read)), write_(std::move(write)) {}

  std::unique_ptr<store::Job> read(const http::Request& request) const override {
    Result<Input> input = read_(request);
    return std::make_unique<Call>(
        tools_, service::AccountRequest<Input>(bearer_token(request), name_,
                                               service::Arrival{steady_now(), request.party != 0},
                                               std::move(input)));
  }
  http::Response write(store::Job& job, http::Format format,
                       const char* challenge) const override {
    const auto value = static_cast<Call&>(job).take();
    if (!value) return error_response(format, value.error(), challenge);
    return write_(format, *value);
  }

 private:
  const service::AccountRequestTools<service::AccountTools<F>> tools_;
  const std::string_view name_;
  const ReadInput<F> read_;
  const WriteValue<F> write_;
};

}  // namespace usher::api::published
