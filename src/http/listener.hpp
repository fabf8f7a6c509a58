/// Accepts connections and assigns them to the loops. Internal to http.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "base/metrics.hpp"
#include "http/loop_context.hpp"
#include "http/session.hpp"

namespace usher::http {

/// The listening socket. All functions except the constructor, port() and use_tls() must be called
/// on the first loop's thread.
class Listener {
 public:
  /// Binds and listens. Throws ConfigurationError if the address cannot be used. REQUIRES: at least
  /// one loop; the loops outlive the listener and do not run yet.
  Listener(const ServerOptions& options,
           const std::vector<std::unique_ptr<LoopContext>>& loop_contexts, Metrics& metrics);

  /// Returns the address and port to bind. Throws ConfigurationError if the address is not an IP
  /// address.
  static asio::ip::tcp::endpoint endpoint_of(const ServerOptions& options);

  std::uint16_t port() const { return port_; }
  /// Sets the certificate of new connections. If `tls` is null, new connections use plain HTTP.
  void use_tls(std::shared_ptr<const TlsContext> tls);
  void start() { accept(); }
  /// Starts a session for each connection that the kernel has completed, because closing would
  /// reset it and lose its request; then closes the socket and calls `on_stopped`.
  /// REQUIRES: start() was called.
  void stop(std::function<void()> on_stopped);

 private:
  void bind(const ServerOptions& options);
  void accept();
  void accepted(const boost::system::error_code& error, LoopContext& loop_context, Socket socket);
  void start_session(LoopContext& loop_context, Socket socket);
  bool count_or_reject(Session::AcceptedConnection& accepted);
  void retry_later(const boost::system::error_code& error);
  void finish();
  LoopContext& next_context() { return *loop_contexts_[next_context_++ % loop_contexts_.size()]; }

  const std::vector<std::unique_ptr<LoopContext>>& loop_contexts_;
  Log& log_;
  Counter rejected_count_;
  asio::basic_socket_acceptor<asio::ip::tcp, Executor> acceptor_;
  asio::basic_waitable_timer<std::chrono::steady_clock,
                             asio::wait_traits<std::chrono::steady_clock>, Executor>
      retry_timer_;
  std::uint16_t port_ = 0;
  std::size_t next_context_ = 0;
  asio::ip::tcp::endpoint peer_;
  std::function<void()> on_stopped_;  ///< empty before stop() is called

  std::mutex tls_mutex_;
  std::shared_ptr<const TlsContext> tls_;  ///< guarded by tls_mutex_; null for plain HTTP
};

}  // namespace usher::http
