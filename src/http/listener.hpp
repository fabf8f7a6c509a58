/// Takes connections and hands them round. Internal to http.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <memory>
#include <mutex>
#include <vector>

#include "base/metrics.hpp"
#include "http/lane.hpp"
#include "http/session.hpp"

namespace usher::http {

/// Lives on the first lane's thread; the constructor, port() and use_tls() from any thread.
class Listener {
 public:
  /// Binds and listens; throws ConfigurationError when the address can't be used.
  /// REQUIRES: at least one lane; the lanes outlive the listener and have not begun to run.
  Listener(const ServerOptions& options, const std::vector<std::unique_ptr<Lane>>& lanes,
           Metrics& metrics);

  std::uint16_t port() const { return port_; }
  /// For connections from now on.
  void use_tls(std::shared_ptr<const TlsContext> tls);
  void start() { accept(); }
  void stop();

 private:
  void bind(const ServerOptions& options);
  void accept();
  void accepted(const boost::system::error_code& error, Lane& lane, Socket socket);
  void receive(Lane& lane, Socket socket);
  bool admit(Session::Arrival& arrival);
  void pause(const boost::system::error_code& error);

  const std::vector<std::unique_ptr<Lane>>& lanes_;
  Log& log_;
  Counter rejected_;
  asio::basic_socket_acceptor<asio::ip::tcp, Executor> acceptor_;
  asio::basic_waitable_timer<std::chrono::steady_clock,
                             asio::wait_traits<std::chrono::steady_clock>, Executor>
      pause_;
  std::uint16_t port_ = 0;
  std::size_t next_lane_ = 0;
  asio::ip::tcp::endpoint peer_;
  bool stopped_ = false;

  std::mutex tls_mutex_;
  std::shared_ptr<const TlsContext> tls_;  ///< guarded by tls_mutex_; null: in the clear
};

}  // namespace usher::http
