#include "http/session.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "http/answer.hpp"

namespace usher::http {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kHeadRoom = 512;
constexpr std::size_t kBodyRoom = 16 * 1024;
/// Bodies up to here are copied behind the head; larger ones are sent from where they are.
constexpr std::size_t kJoinedBody = 8 * 1024;
/// What is read before a request without a route is answered, to keep the connection.
constexpr std::size_t kUnroutedBody = 64 * 1024;
constexpr std::chrono::seconds kLingerTime{2};
constexpr std::size_t kLingerBytes = 1024 * 1024;
constexpr const char* kRetryAfterSeconds = "5";

constexpr Refusal kTooSlow{408, "The request did not arrive in time."};
constexpr Refusal kNotFound{404, "There is nothing at this address."};
constexpr Refusal kWrongVerb{405, "This address does not know that verb."};
constexpr Refusal kFull{503, "Too many connections at the moment. Please try again."};

}  // namespace

/// The root of a session's coroutines: nobody awaits it, it frees itself.
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
    session->lane_.server().log.error("connection failed", {{"detail", error.what()}});
  }
}

void Session::start(Lane& lane, Arrival arrival) {
  drive(std::make_unique<Session>(lane, std::move(arrival)));
}

Session::Session(Lane& lane, Arrival arrival)
    : lane_(lane),
      peer_(std::move(arrival.peer)),
      turned_away_(arrival.turned_away),
      stream_(std::move(arrival.socket), std::move(arrival.tls)),
      parser_(lane.server().limits.header_bytes),
      registration_(lane.loop().add(*this)),
      last_active_(steady_clock::now()) {}

Session::~Session() {
  ServerContext& server = lane_.server();
  (turned_away_ ? server.turned_away : server.connections).fetch_sub(1);
  lane_.loop().remove(registration_);
}

void Session::check(SteadyTime now) {
  if (now < deadline_) return;
  expired_ = true;
  stream_.cancel();
}

void Session::stop() {
  if (interruptible_) stream_.cancel();
}

void Session::abort() { stream_.abort(); }

Task<void> Session::run() {
  if (lane_.loop().stopping()) co_return;
  if (turned_away_) {
    co_await turn_away();
  } else {
    bool going_on = co_await greet();
    while (going_on) going_on = co_await serve();
  }
  co_await part();
}

Task<bool> Session::greet() {
  if (!stream_.secure()) co_return true;
  arm(lane_.server().limits.handshake_time);
  interruptible_ = true;
  const IoResult result = co_await stream_.handshake();
  last_active_ = steady_clock::now();
  co_return !result.error;
}

Task<void> Session::turn_away() {
  begin_request();
  refusal_ = kFull;
  const Response response = render(refusal_);
  co_await send(response, false);
  unread_rest_ = true;
}

/// One request and its answer; false when it was the last.
Task<bool> Session::serve() {
  begin_request();
  const bool asked = co_await read_head();
  if (!asked) co_return false;
  if (refusal_.status == 0 && admit()) {
    const bool there = co_await read_body();
    if (!there) co_return false;
  }
  disarm();
  const SteadyTime received = steady_clock::now();
  complete_request();
  Response response;
  if (refusal_.status != 0) {
    response = render(refusal_);
  } else {
    response = co_await ask_handler();
  }
  const bool sound = parser_.complete() && parser_.refusal().status == 0;
  const bool keep_alive = sound && parser_.keep_alive() && !lane_.loop().stopping();
  const bool sent = co_await send(response, keep_alive);
  record(response, received);
  unread_rest_ = sent && !(parser_.complete() && input_.unread().empty());
  co_return sent&& keep_alive;
}

void Session::begin_request() {
  input_.next_message();
  parser_.restart();
  request_id_ = lane_.next_request_id();
  match_ = {};
  refusal_ = {};
}

/// Ready or refused: true. False when there is nobody to answer to.
Task<bool> Session::read_head() {
  const Limits& limits = lane_.server().limits;
  bool begun = false;
  deadline_ = last_active_ + limits.idle_time;
  expired_ = false;
  interruptible_ = true;
  for (;;) {
    if (!begun) skip_blank_lines();
    const std::string_view unread = input_.unread();
    if (!unread.empty() && (begun || unread != "\r")) {
      std::size_t eaten = 0;
      const auto step = parser_.feed_head(input_.start(), unread, eaten);
      input_.eat(eaten);
      input_.keep_head();
      if (step == RequestParser::Step::refused) refusal_ = parser_.refusal();
      if (step != RequestParser::Step::more) break;
      if (!begun) arm(limits.header_time);
      begun = true;
      interruptible_ = false;
    }
    const IoResult result = co_await stream_.read_some(input_.room(kHeadRoom));
    if (result.error && !(expired_ && begun)) co_return false;
    if (result.error) {
      refusal_ = kTooSlow;
      break;
    }
    input_.filled(result.bytes);
  }
  interruptible_ = false;
  co_return true;
}

/// Some clients end a body with a line break that belongs to nothing (RFC 9112, 2.2).
void Session::skip_blank_lines() {
  while (input_.unread().starts_with("\r\n")) {
    input_.eat(2);
    input_.next_message();
  }
}

/// Finds the route. True when the body is to be read before the request is answered.
bool Session::admit() {
  ServerContext& server = lane_.server();
  matched_at_ = input_.start();
  match_ = server.router.find(parser_.method(), parser_.path(matched_at_));
  const Route* const route = match_.route;
  if (route == nullptr) refusal_ = match_.path_known ? kWrongVerb : kNotFound;
  const std::size_t limit =
      route == nullptr ? kUnroutedBody : std::min(route->body_limit, server.limits.max_body_bytes);
  const bool fits = parser_.limit_body(limit) == RequestParser::Step::ready;
  if (route != nullptr && !fits) refusal_ = parser_.refusal();
  return fits && !parser_.complete() && (route != nullptr || !parser_.expects_continue());
}

/// As read_head().
Task<bool> Session::read_body() {
  arm(lane_.server().limits.body_time);
  if (parser_.expects_continue() && input_.unread().empty()) {
    const IoResult result = co_await stream_.write("HTTP/1.1 100 Continue\r\n\r\n", {});
    if (result.error) co_return false;
  }
  for (;;) {
    std::size_t eaten = 0;
    const auto step = parser_.feed_body(input_.unread(), eaten);
    input_.eat(eaten);
    if (step == RequestParser::Step::refused) refusal_ = parser_.refusal();
    if (step != RequestParser::Step::more) co_return true;
    const IoResult result = co_await stream_.read_some(input_.room(body_room()));
    if (result.error && !expired_) co_return false;
    if (result.error) {
      refusal_ = kTooSlow;
      co_return true;
    }
    input_.filled(result.bytes);
  }
}

/// Small for what is known to be small.
std::size_t Session::body_room() {
  const std::uint64_t length = parser_.content_length().value_or(kBodyRoom);
  return std::clamp<std::uint64_t>(length - std::min<std::uint64_t>(length, parser_.body().size()),
                                   1, kBodyRoom);
}

void Session::complete_request() {
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
  // The body's arrival may have moved the head that the parameters point into.
  if (matched_at_ != start) match_ = lane_.server().router.find(request_.method, request_.path);
  request_.path_parameters = std::move(match_.parameters);
}

Task<Response> Session::ask_handler() {
  try {
    co_return co_await match_.route->handler(request_);
  } catch (const Unavailable& error) {
    Response response =
        render_failure(503, "This is not available at the moment. Please try again.", error.what());
    response.headers.emplace_back("Retry-After", kRetryAfterSeconds);
    co_return response;
  } catch (const std::exception& error) {
    co_return render_failure(500, "Something went wrong on our side.", error.what());
  } catch (...) {
    co_return render_failure(500, "Something went wrong on our side.", "not a std::exception");
  }
}

Response Session::render_failure(int status, std::string_view text, std::string_view detail) {
  lane_.server().log.error("request failed", {{"detail", detail},
                                              {"path", loggable_path(match_.route, request_.path)},
                                              {"status", status},
                                              {"request_id", request_id()}});
  return render({status, text});
}

Response Session::render(const Refusal& refusal) {
  const std::string_view accept = parser_.header(input_.start(), "accept");
  Response response;
  try {
    response = lane_.server().render(match_.route, accept, refusal.status, refusal.text);
  } catch (const std::exception& error) {
    lane_.server().log.error("error answer not rendered", {{"detail", error.what()}});
    response = {refusal.status, "text/plain; charset=utf-8", std::string(refusal.text), {}};
  }
  if (refusal.status == 405) response.headers.emplace_back("Allow", match_.allow);
  if (turned_away_) response.headers.emplace_back("Retry-After", kRetryAfterSeconds);
  return response;
}

/// False when the connection broke or the peer reads too slowly.
Task<bool> Session::send(const Response& response, bool keep_alive) {
  if (!is_sendable(response)) {
    lane_.server().log.error(
        "header field not sent, it has control characters",
        {{"path", loggable_path(match_.route, request_.path)}, {"request_id", request_id()}});
  }
  const bool with_body = parser_.method() != Method::head && may_have_body(response.status);
  std::string out = lane_.take_buffer();
  append_head(out, response,
              {.request_id = request_id(),
               .date = lane_.date(),
               .close = !keep_alive,
               .says_keep_alive = keep_alive && parser_.http_1_0()});
  std::string_view body = with_body ? std::string_view(response.body) : std::string_view();
  if (body.size() <= kJoinedBody) {
    out += body;
    body = {};
  }
  arm(lane_.server().limits.write_time);
  const IoResult result = co_await stream_.write(out, body);
  disarm();
  lane_.give_back(std::move(out));
  co_return !result.error;
}

void Session::record(const Response& response, SteadyTime received) {
  last_active_ = steady_clock::now();
  lane_.traffic().record({.route = match_.route,
                          .method = request_.method,
                          .path = request_.path,
                          .peer = peer_,
                          .request_id = request_id(),
                          .status = response.status,
                          .took = last_active_ - received});
}

/// Closing while the peer still sends would make its kernel throw our answer away unread.
Task<void> Session::part() {
  stream_.say_goodbye();
  if (!unread_rest_) co_return;
  arm(kLingerTime);
  interruptible_ = true;
  input_.eat(input_.unread().size());
  input_.next_message();
  for (std::size_t left = kLingerBytes; left > 0;) {
    const std::span<char> room = input_.room(kHeadRoom);
    const IoResult result = co_await stream_.read_raw(room);
    if (result.error) break;
    left -= std::min(left, result.bytes);
  }
}

void Session::arm(std::chrono::milliseconds time) {
  deadline_ = steady_clock::now() + time;
  expired_ = false;
}

}  // namespace usher::http
