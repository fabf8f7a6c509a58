/// One connection. Internal to http.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/deadline.hpp"
#include "http/input_buffer.hpp"
#include "http/loop_context.hpp"
#include "http/parser.hpp"
#include "http/stream.hpp"
#include "http/task.hpp"

namespace usher::http {

/// A coroutine on its loop's thread, which owns the session. A deadline or a stop cancels the
/// pending operation; the coroutine then handles the cause.
class Session final : public Connection {
 public:
  /// The arguments of start().
  struct AcceptedConnection {
    Socket socket;
    std::string peer;
    std::shared_ptr<const TlsContext> tls;  ///< null: plain HTTP
    bool over_limit = false;                ///< send 503 and close
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
  Task<bool> is_admitted();
  Task<Response> call_handler();
  Task<bool> send(const Response& response, bool keep_alive);
  Task<void> close_gracefully();

  void begin_request();
  void skip_blank_lines();
  bool match_route();
  std::size_t body_read_size();
  bool needs_admission() const;
  bool fits_budget();
  void fit_response(Response& response);
  void fill_request();
  Response render(const Refusal& refusal);
  Response render_exception(const std::exception& error);
  Response render_failure(const Refusal& refusal, std::string_view detail);
  void record(const Response& response, SteadyTime received);
  void arm_transfer(std::chrono::milliseconds stall);
  std::string_view request_id() const { return {request_id_.data(), request_id_.size()}; }

  LoopContext& loop_context_;
  const std::string peer_;
  const bool over_limit_;
  Stream stream_;
  InputBuffer input_;
  RequestParser parser_;
  Loop::Registration registration_;

  // The pending operation.
  Deadline deadline_;
  bool interruptible_ = false;  ///< no request is in flight: a stop may cancel it

  // The current request.
  RequestId request_id_{};
  const char* match_base_ = nullptr;  ///< address of the head that `match_` refers to
  Router::Match match_;
  Refusal refusal_;  ///< status 0: the handler responds
  Request request_;
  std::int64_t party_ = 0;          ///< that the route has admitted
  std::optional<Response> early_;   ///< the refusal of an admission
  BudgetShare body_share_;

  SteadyTime last_active_;
  bool peer_may_send_ = false;  ///< unread input is left: linger before closing
};

}  // namespace usher::http
