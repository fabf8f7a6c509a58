/// One connection from its first byte to its last. Internal to http.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "http/input_buffer.hpp"
#include "http/lane.hpp"
#include "http/parser.hpp"
#include "http/stream.hpp"
#include "http/task.hpp"

namespace usher::http {

/// A coroutine on its lane's thread, which owns the session and ends with it. A deadline or a stop
/// cancels what it waits for; the coroutine then finds out why and decides.
class Session final : public Connection {
 public:
  struct Arrival {
    Socket socket;
    std::string peer;
    std::shared_ptr<const TlsContext> tls;  ///< null: in the clear
    bool turned_away = false;               ///< over the limit: 503 and goodbye
  };

  /// Takes over; returns at the first wait. REQUIRES: on the lane's thread, the arrival has been
  /// counted in the ServerContext.
  static void start(Lane& lane, Arrival arrival);

  Session(Lane& lane, Arrival arrival);
  ~Session() override;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void check(SteadyTime now) override;
  void stop() override;
  void abort() override;

 private:
  struct Detached;

  static Detached drive(std::unique_ptr<Session> session);
  Task<void> run();
  Task<bool> greet();
  Task<void> turn_away();
  Task<bool> serve();
  Task<bool> read_head();
  Task<bool> read_body();
  Task<Response> ask_handler();
  Task<bool> send(const Response& response, bool keep_alive);
  Task<void> part();

  void begin_request();
  void skip_blank_lines();
  bool admit();
  std::size_t body_room();
  void complete_request();
  Response render(const Refusal& refusal);
  Response render_failure(int status, std::string_view text, std::string_view detail);
  void record(const Response& response, SteadyTime received);
  void arm(std::chrono::milliseconds time);
  void disarm() { deadline_ = SteadyTime::max(); }
  std::string_view request_id() const { return {request_id_.data(), request_id_.size()}; }

  Lane& lane_;
  const std::string peer_;
  const bool turned_away_;
  Stream stream_;
  InputBuffer input_;
  RequestParser parser_;
  Loop::Registration registration_;

  // Of the waiting that is going on.
  SteadyTime deadline_ = SteadyTime::max();
  bool expired_ = false;
  bool interruptible_ = false;  ///< nobody would miss an answer: a stop may end it

  // Of the current request.
  RequestId request_id_{};
  const char* matched_at_ = nullptr;  ///< where the head lay when `match_` looked into it
  Router::Match match_;
  Refusal refusal_;  ///< status 0: a handler answers
  Request request_;

  SteadyTime last_active_;
  bool unread_rest_ = false;  ///< the peer may still be sending: it must be let finish
};

}  // namespace usher::http
