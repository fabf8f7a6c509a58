#include "http/session.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "http/refusal_response.hpp"
#include "http/response_head.hpp"

namespace usher::http {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kHeadRoom = 512;
constexpr std::size_t kBodyRoom = 16 * 1024;
/// Bodies of up to this size are copied behind the head; larger ones are sent without a copy.
constexpr std::size_t kMaxJoinedBody = 8 * 1024;
/// Bytes of body that are read for a request without a route, so that the connection can be kept.
constexpr std::size_t kMaxUnroutedBody = 64 * 1024;
constexpr std::chrono::seconds kLingerTime{2};
constexpr std::size_t kLingerBytes = 1024 * 1024;

constexpr Refusal kRequestTimeout{408, "The request did not arrive in time."};
constexpr Refusal kNotFound{404, "There is nothing at this address."};
constexpr Refusal kMethodNotAllowed{405, "This address does not support that method."};
constexpr Refusal kOutOfBudget{
    503, "The server handles too many large requests. Please try again.", true};
constexpr Refusal kUnavailable{503, "This is not available at the moment. Please try again.", true};
constexpr Refusal kBroken{500, "Something went wrong on our side."};
constexpr Refusal kOverloaded{503, "Too many connections at the moment. Please try again.",
                              true};

}  // namespace

/// The outermost coroutine of a session. It is not awaited and frees its own frame.
struct Session::Detached {
  struct promise_type {
    Detached get_return_object() const noexcept { return {}; }
    std::suspend_never initial_suspend() const noexcept { return {}; }
    std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    [[noreturn]] void unhandled_exception() const noexcept { std::terminate(); }
  };
};

Session::Detached Session::drive(std::unique_ptr<Session> session) {
  try {
    co_await session->run();
  } catch (const std::exception& error) {
    session->loop_context_.server().log.error("connection failed", {{"detail", error.what()}});
  }
}

void Session::start(LoopContext& loop_context, AcceptedConnection accepted) {
  drive(std::make_unique<Session>(loop_context, std::move(accepted)));
}

Session::Session(LoopContext& loop_context, AcceptedConnection accepted)
    : loop_context_(loop_context),
      peer_(std::move(accepted.peer)),
      over_limit_(accepted.over_limit),
      stream_(std::move(accepted.socket), std::move(accepted.tls)),
      parser_(loop_context.server().limits.header_bytes),
      registration_(loop_context.loop().add(*this)),
      last_active_(steady_clock::now()) {}

Session::~Session() {
  ServerContext& server = loop_context_.server();
  (over_limit_ ? server.rejecting : server.connections).fetch_sub(1);
  loop_context_.loop().remove(registration_);
}

void Session::check(SteadyTime now) {
  if (deadline_.check(now, stream_.transferred())) stream_.cancel();
}

void Session::stop() {
  // Input that has arrived is the start of a request, which is served before the connection closes.
  if (interruptible_ && !stream_.has_input()) stream_.cancel();
}

void Session::abort() { stream_.abort(); }

Task<void> Session::run() {
  if (over_limit_) {
    co_await reject_overload();
  } else {
    bool keep_open = co_await tls_handshake();
    while (keep_open) keep_open = co_await serve();
  }
  co_await close_gracefully();
}

Task<bool> Session::tls_handshake() {
  if (!stream_.secure()) co_return true;
  deadline_.set_after(loop_context_.server().limits.handshake_time);
  interruptible_ = true;
  const IoResult result = co_await stream_.handshake();
  last_active_ = steady_clock::now();
  co_return !result.error;
}

Task<void> Session::reject_overload() {
  begin_request();
  refusal_ = kOverloaded;
  const Response response = render(refusal_);
  co_await send(response, false);
  peer_may_send_ = true;
}

/// Serves one request. Returns false if the connection must be closed.
Task<bool> Session::serve() {
  begin_request();
  const bool has_head = co_await read_head();
  if (!has_head) co_return false;
  if (refusal_.status == 0 && match_route()) {
    const bool has_body = co_await read_body();
    if (!has_body) co_return false;
  }
  deadline_.clear();
  const SteadyTime received = steady_clock::now();
  fill_request();
  Response response;
  if (early_) {
    response = std::move(*early_);
  } else if (refusal_.status != 0) {
    response = render(refusal_);
  } else {
    response = co_await call_handler();
    fit_response(response);
  }
  const bool well_formed = parser_.complete() && parser_.refusal().status == 0;
  const bool keep_alive = well_formed && parser_.keep_alive() && !loop_context_.loop().stopping();
  const bool sent = co_await send(response, keep_alive);
  record(response, received);
  peer_may_send_ = sent && !(parser_.complete() && input_.unread().empty());
  co_return sent&& keep_alive;
}

void Session::begin_request() {
  input_.next_message();
  parser_.restart();
  request_id_ = loop_context_.next_request_id();
  match_ = {};
  refusal_ = {};
  party_ = 0;
  early_.reset();
  body_share_.reset();
}

/// Returns true if the head is complete or refused, false if the connection is closed or idle.
Task<bool> Session::read_head() {
  const Limits& limits = loop_context_.server().limits;
  bool started = false;
  deadline_.set(last_active_ + limits.idle_time);
  interruptible_ = true;
  for (;;) {
    if (!started) skip_blank_lines();
    const std::string_view unread = input_.unread();
    if (!unread.empty() && (started || unread != "\r")) {
      std::size_t consumed = 0;
      const auto step = parser_.feed_head(input_.start(), unread, consumed);
      input_.consume(consumed);
      input_.keep_head();
      if (step == RequestParser::Step::refused) refusal_ = parser_.refusal();
      if (step != RequestParser::Step::more) break;
      if (!started) deadline_.set_after(limits.header_time);
      started = true;
      interruptible_ = false;
    }
    if (!started && loop_context_.loop().stopping() && !stream_.has_input()) co_return false;
    const IoResult result = co_await stream_.read_some(input_.prepare(kHeadRoom));
    if (result.error && !(deadline_.expired() && started)) co_return false;
    if (result.error) {
      refusal_ = kRequestTimeout;
      break;
    }
    input_.commit(result.bytes);
  }
  interruptible_ = false;
  co_return true;
}

/// Some clients send an extra line break after a body (RFC 9112, 2.2).
void Session::skip_blank_lines() {
  while (input_.unread().starts_with("\r\n")) {
    input_.consume(2);
    input_.next_message();
  }
}

/// Finds the route. Returns whether the body must be read before the response.
bool Session::match_route() {
  ServerContext& server = loop_context_.server();
  match_base_ = input_.start();
  match_ = server.router.find(parser_.method(), parser_.path(match_base_));
  const Route* const route = match_.route;
  if (route == nullptr) refusal_ = match_.path_known ? kMethodNotAllowed : kNotFound;
  const std::size_t limit = route == nullptr
                                ? kMaxUnroutedBody
                                : std::min(route->body_limit, server.limits.max_body_bytes);
  const bool fits = parser_.limit_body(limit) == RequestParser::Step::ready;
  if (route != nullptr && !fits) refusal_ = parser_.refusal();
  return fits && !parser_.complete() && (route != nullptr || !parser_.expects_continue());
}

/// Returns true if the body is complete or refused, false if the connection is closed.
Task<bool> Session::read_body() {
  if (needs_admission()) {
    const bool admitted = co_await is_admitted();
    if (!admitted) co_return true;
  }
  arm_transfer(loop_context_.server().limits.body_time);
  if (parser_.expects_continue() && input_.unread().empty()) {
    const IoResult result = co_await stream_.write("HTTP/1.1 100 Continue\r\n\r\n", {});
    if (result.error) co_return false;
  }
  for (;;) {
    std::size_t consumed = 0;
    const auto step = parser_.feed_body(input_.unread(), consumed);
    input_.consume(consumed);
    if (step == RequestParser::Step::refused) refusal_ = parser_.refusal();
    if (step != RequestParser::Step::more || !fits_budget()) co_return true;
    if (needs_admission()) {
      const bool admitted = co_await is_admitted();
      if (!admitted) co_return true;
    }
    const IoResult result = co_await stream_.read_some(input_.prepare(body_read_size()));
    if (result.error && !deadline_.expired()) co_return false;
    if (result.error) {
      refusal_ = kRequestTimeout;
      co_return true;
    }
    input_.commit(result.bytes);
  }
}

bool Session::needs_admission() const {
  const Route* const route = match_.route;
  if (party_ != 0 || route == nullptr || !route->admit) return false;
  return std::max<std::uint64_t>(parser_.content_length().value_or(0), parser_.body().size()) >
         kAdmittedBody;
}

/// Lets the route decide by the head. Returns false if `early_` is the response.
Task<bool> Session::is_admitted() {
  fill_request();
  request_.body = {};
  try {
    Admission admission = co_await match_.route->admit(request_);
    party_ = admission.party;
    early_ = std::move(admission.refusal);
  } catch (const std::exception& error) {
    early_ = render_exception(error);
  }
  match_.parameters = std::move(request_.path_parameters);
  if (early_) co_return false;
  arm_transfer(loop_context_.server().limits.body_time);
  // A known length is reserved at once: memory that is not written to is not used.
  if (const auto length = parser_.content_length()) parser_.body().reserve(*length);
  co_return true;
}

/// Counts the body against the budget. Returns false if it is refused.
bool Session::fits_budget() {
  if (body_share_.grow_to(loop_context_.server().bodies, parser_.body().size(), party_ != 0)) {
    return true;
  }
  refusal_ = kOutOfBudget;
  return false;
}

/// Returns the size of the next read: at most the rest of the body, if its length is known.
std::size_t Session::body_read_size() {
  const std::uint64_t length = parser_.content_length().value_or(kBodyRoom);
  return std::clamp<std::uint64_t>(length - std::min<std::uint64_t>(length, parser_.body().size()),
                                   1, kBodyRoom);
}

void Session::fill_request() {
  const char* const start = input_.start();
  request_.method = parser_.method();
  request_.path = parser_.path(start);
  request_.query = parser_.query(start);
  request_.peer = peer_;
  request_.tls = stream_.secure();
  request_.request_id = request_id();
  request_.client = &stream_;
  if (refusal_.status != 0) return;
  parser_.list_headers(start, request_.headers);
  request_.body = parser_.body();
  request_.party = party_;
  // Reading the body may have moved the head that the parameters refer to.
  if (match_base_ != start)
    match_ = loop_context_.server().router.find(request_.method, request_.path);
  request_.path_parameters = std::move(match_.parameters);
}

/// Frees the request's body, and counts the response's against the budget.
void Session::fit_response(Response& response) {
  request_.body = {};
  parser_.release_body();
  body_share_.reset();
  ByteBudget& budget = loop_context_.server().bodies;
  const bool trusted = match_.route->admit != nullptr;
  const bool fits = response.shared_body
                        ? body_share_.grow_to(budget, response.shared_body, trusted)
                        : body_share_.grow_to(budget, response.body.size(), trusted);
  if (!fits) response = render(kOutOfBudget);
}

Task<Response> Session::call_handler() {
  try {
    co_return co_await match_.route->handler(request_);
  } catch (const std::exception& error) {
    co_return render_exception(error);
  } catch (...) {
    co_return render_failure(kBroken, "not a std::exception");
  }
}

Response Session::render_exception(const std::exception& error) {
  const bool temporary = dynamic_cast<const Unavailable*>(&error) != nullptr;
  return render_failure(temporary ? kUnavailable : kBroken, error.what());
}

Response Session::render_failure(const Refusal& refusal, std::string_view detail) {
  loop_context_.server().log.error("request failed",
                                   {{"detail", detail},
                                    {"path", loggable_path(match_.route, request_.path)},
                                    {"status", refusal.status},
                                    {"request_id", request_id()}});
  return render(refusal);
}

Response Session::render(const Refusal& refusal) {
  return render_refusal(loop_context_.server(), match_, parser_.header(input_.start(), "accept"),
                        refusal);
}

/// Returns false if the connection failed or the peer reads too slowly.
Task<bool> Session::send(const Response& response, bool keep_alive) {
  if (!is_sendable(response)) {
    loop_context_.server().log.error(
        "invalid header field not sent",
        {{"path", loggable_path(match_.route, request_.path)}, {"request_id", request_id()}});
  }
  const bool with_body = parser_.method() != Method::head && may_have_body(response.status);
  std::string out = loop_context_.acquire_buffer();
  append_head(out, response,
              {.request_id = request_id(),
               .date = loop_context_.date(),
               .close = !keep_alive,
               .keep_alive_header = keep_alive && parser_.http_1_0(),
               .secure = stream_.secure()});
  std::string_view body = with_body ? response.content() : std::string_view();
  if (body.size() <= kMaxJoinedBody) {
    out += body;
    body = {};
  }
  arm_transfer(loop_context_.server().limits.write_time);
  const IoResult result = co_await stream_.write(out, body);
  deadline_.clear();
  loop_context_.release_buffer(std::move(out));
  co_return !result.error;
}

void Session::record(const Response& response, SteadyTime received) {
  last_active_ = steady_clock::now();
  loop_context_.traffic().record({.route = match_.route,
                                  .method = request_.method,
                                  .path = request_.path,
                                  .peer = peer_,
                                  .request_id = request_id(),
                                  .status = response.status,
                                  .duration = last_active_ - received});
}

/// Lingers if the peer may still be sending: closing would reset the connection and could discard
/// the response.
Task<void> Session::close_gracefully() {
  stream_.shutdown_send();
  if (!peer_may_send_) co_return;
  deadline_.set_after(kLingerTime);
  interruptible_ = true;
  input_.consume(input_.unread().size());
  input_.next_message();
  for (std::size_t left = kLingerBytes; left > 0;) {
    const std::span<char> buffer = input_.prepare(kHeadRoom);
    const IoResult result = co_await stream_.read_raw(buffer);
    if (result.error) break;
    left -= std::min(left, result.bytes);
  }
}

void Session::arm_transfer(std::chrono::milliseconds stall) {
  deadline_.set_for_transfer(stall, loop_context_.server().limits.min_rate,
                             stream_.transferred());
}

}  // namespace usher::http
