#include "http/session.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "http/response_head.hpp"

namespace usher::http {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kHeadRoom = 512;
constexpr std::size_t kBodyRoom = 16 * 1024;
/// The largest body, in bytes, that is copied behind the head. Larger bodies are sent without a
/// copy.
constexpr std::size_t kMaxJoinedBody = 8 * 1024;
/// The largest body, in bytes, that is read for a request without a route, so that the connection
/// can be kept.
constexpr std::size_t kMaxUnroutedBody = 64 * 1024;
constexpr std::chrono::seconds kLingerTime{2};
/// The time in which the start of a request that has arrived must be readable after a stop.
constexpr std::chrono::seconds kStopReadTime{1};
constexpr std::size_t kLingerBytes = 1024 * 1024;
constexpr const char* kRetryAfterSeconds = "5";

constexpr Refusal kRequestTimeout{408, "The request did not arrive in time."};
constexpr Refusal kNotFound{404, "There is nothing at this address."};
constexpr Refusal kMethodNotAllowed{405, "This address does not support that method."};
constexpr Refusal kOverloaded{503, "Too many connections at the moment. Please try again."};

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
  if (now < deadline_) return;
  expired_ = true;
  stream_.cancel();
}

void Session::stop() {
  // Received input is the start of a request, which is answered before the connection closes.
  if (!interruptible_) return;
  if (lingering_ || !stream_.has_input()) return stream_.cancel();
  // The input may be a part of a TLS record, whose rest never arrives.
  deadline_ = std::min(deadline_, steady_clock::now() + kStopReadTime);
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
  arm(loop_context_.server().limits.handshake_time);
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

/// Reads and answers one request. Returns false if the connection must be closed.
Task<bool> Session::serve() {
  begin_request();
  const bool has_head = co_await read_head();
  if (!has_head) co_return false;
  if (refusal_.status == 0 && match_route()) {
    const bool has_body = co_await read_body();
    if (!has_body) co_return false;
  }
  disarm();
  const SteadyTime received = steady_clock::now();
  fill_request();
  Response response;
  if (refusal_.status != 0) {
    response = render(refusal_);
  } else {
    response = co_await call_handler();
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
}

/// Reads the head. Returns true if the head is complete or refused, false if the connection is
/// closed or idle.
Task<bool> Session::read_head() {
  const Limits& limits = loop_context_.server().limits;
  bool started = false;
  deadline_ = last_active_ + limits.idle_time;
  expired_ = false;
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
      if (!started) arm(limits.header_time);
      started = true;
      interruptible_ = false;
    }
    if (!started && loop_context_.loop().stopping() && !stream_.has_input()) co_return false;
    const IoResult result = co_await stream_.read_some(input_.prepare(kHeadRoom));
    if (result.error && !(expired_ && started)) co_return false;
    if (result.error) {
      refusal_ = kRequestTimeout;
      break;
    }
    input_.commit(result.bytes);
  }
  interruptible_ = false;
  co_return true;
}

/// Skips line breaks before a request: some clients send an extra line break after a body (RFC
/// 9112, 2.2).
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

/// Reads the body. Returns true if the body is complete or refused, false if the connection is
/// closed.
Task<bool> Session::read_body() {
  arm(loop_context_.server().limits.body_time);
  if (parser_.expects_continue() && input_.unread().empty()) {
    const IoResult result = co_await stream_.write("HTTP/1.1 100 Continue\r\n\r\n", {});
    if (result.error) co_return false;
  }
  for (;;) {
    std::size_t consumed = 0;
    const auto step = parser_.feed_body(input_.unread(), consumed);
    input_.consume(consumed);
    if (step == RequestParser::Step::refused) refusal_ = parser_.refusal();
    if (step != RequestParser::Step::more) co_return true;
    const IoResult result = co_await stream_.read_some(input_.prepare(body_read_size()));
    if (result.error && !expired_) co_return false;
    if (result.error) {
      refusal_ = kRequestTimeout;
      co_return true;
    }
    input_.commit(result.bytes);
  }
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
  // Reading the body may have moved the head that the parameters refer to.
  if (match_base_ != start)
    match_ = loop_context_.server().router.find(request_.method, request_.path);
  request_.path_parameters = std::move(match_.parameters);
}

Task<Response> Session::call_handler() {
  try {
    co_return co_await match_.route->handler(request_);
  } catch (const Unavailable& error) {
    Response response = render_failure(
        503, "The server is unavailable at the moment. Please try again later.", error.what());
    response.headers.emplace_back("Retry-After", kRetryAfterSeconds);
    co_return response;
  } catch (const std::exception& error) {
    co_return render_failure(
        500,
        "The server failed to process the request. Contact its operator if the error persists.",
        error.what());
  } catch (...) {
    co_return render_failure(
        500,
        "The server failed to process the request. Contact its operator if the error persists.",
        "the handler threw an unknown exception");
  }
}

Response Session::render_failure(int status, std::string_view text, std::string_view detail) {
  loop_context_.server().log.error("request failed",
                                   {{"detail", detail},
                                    {"path", loggable_path(match_.route, request_.path)},
                                    {"status", status},
                                    {"request_id", request_id()}});
  return render({status, text});
}

Response Session::render(const Refusal& refusal) {
  const std::string_view accept = parser_.header(input_.start(), "accept");
  Response response;
  try {
    response = loop_context_.server().render(match_.route, accept, refusal.status, refusal.text);
  } catch (const std::exception& error) {
    loop_context_.server().log.error("error response not rendered", {{"detail", error.what()}});
    response = {refusal.status, "text/plain; charset=utf-8", std::string(refusal.text), {}};
  }
  if (refusal.status == 405) response.headers.emplace_back("Allow", match_.allow);
  if (over_limit_) response.headers.emplace_back("Retry-After", kRetryAfterSeconds);
  return response;
}

/// Sends a response. Returns false if the connection failed or the peer reads too slowly.
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
               .keep_alive_header = keep_alive && parser_.http_1_0()});
  std::string_view body = with_body ? std::string_view(response.body) : std::string_view();
  if (body.size() <= kMaxJoinedBody) {
    out += body;
    body = {};
  }
  arm(loop_context_.server().limits.write_time);
  const IoResult result = co_await stream_.write(out, body);
  disarm();
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

/// Closes the connection. Discards further input first if the peer may still be sending, because an
/// immediate close would reset the connection and could discard the response.
Task<void> Session::close_gracefully() {
  stream_.shutdown_send();
  if (!peer_may_send_) co_return;
  arm(kLingerTime);
  interruptible_ = true;
  lingering_ = true;
  input_.consume(input_.unread().size());
  input_.next_message();
  for (std::size_t left = kLingerBytes; left > 0;) {
    const std::span<char> buffer = input_.prepare(kHeadRoom);
    const IoResult result = co_await stream_.read_raw(buffer);
    if (result.error) break;
    left -= std::min(left, result.bytes);
  }
}

void Session::arm(std::chrono::milliseconds time) {
  deadline_ = steady_clock::now() + time;
  expired_ = false;
}

}  // namespace usher::http
