/// The coroutine of one connection. Internal to http.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "http/input_buffer.hpp"
#include "http/loop_context.hpp"
#include "http/parser.hpp"
#include "http/stream.hpp"
#include "http/task.hpp"

namespace usher::http {

/// A connection. Its coroutine runs on its loop's thread and owns the session. A deadline or a stop
/// cancels the pending operation; the coroutine then handles the cause.
class Session final : public Connection {
 public:
  /// The arguments of start().
  struct AcceptedConnection {
    Socket socket;
    std::string peer;
    std::shared_ptr<const TlsContext> tls;  ///< null for plain HTTP
    bool over_limit = false;  ///< the connection is over the limit: it receives 503 and is closed
  };

  /// Starts the coroutine and returns at its first suspension. REQUIRES: called on the loop's
  /// thread; the connection is counted in the ServerContext.
  static void start(LoopContext& loop_context, AcceptedConnection accepted);

  Session(LoopContext& loop_context, AcceptedConnection accepted);
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
  Task<bool> tls_handshake();
  Task<void> reject_overload();
  Task<bool> serve();
  Task<bool> read_head();
  Task<bool> read_body();
  Task<Response> call_handler();
  Task<bool> send(const Response& response, bool keep_alive);
  Task<void> close_gracefully();

  void begin_request();
  void skip_blank_lines();
  bool match_route();
  std::size_t body_read_size();
  void fill_request();
  Response render(const Refusal& refusal);
  Response render_failure(int status, std::string_view text, std::string_view detail);
  void record(const Response& response, SteadyTime received);
  void arm(std::chrono::milliseconds time);
  void disarm() { deadline_ = SteadyTime::max(); }
  std::string_view request_id() const { return {request_id_.data(), request_id_.size()}; }

  LoopContext& loop_context_;
  const std::string peer_;
  const bool over_limit_;
  Stream stream_;
  InputBuffer input_;
  RequestParser parser_;
  Loop::Registration registration_;

  // State of the pending operation.
  SteadyTime deadline_ = SteadyTime::max();
  bool expired_ = false;
  bool lingering_ = false;      ///< the response was sent; the rest of the input is discarded
  bool interruptible_ = false;  ///< a stop may cancel the operation because no request is in flight

  // State of the current request.
  RequestId request_id_{};
  const char* match_base_ = nullptr;  ///< the address of the head that `match_` refers to
  Router::Match match_;
  Refusal refusal_;  ///< status 0 if the request is not refused
  Request request_;

  SteadyTime last_active_;
  bool peer_may_send_ = false;  ///< unread input is left; see close_gracefully()
};

}  // namespace usher::http
