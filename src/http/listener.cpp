#include "http/listener.hpp"

#include "base/error.hpp"

namespace usher::http {
namespace {

constexpr int kBacklog = 1024;
constexpr std::chrono::milliseconds kAcceptRetryDelay{100};
/// The number of connections over the limit that receive a 503 at the same time. Further
/// connections are closed without a response.
constexpr std::size_t kMaxRejecting = 64;

std::string address_text(const asio::ip::address& address) {
  if (!address.is_v6()) return address.to_string();
  asio::ip::address_v6 v6 = address.to_v6();
  v6.scope_id(0);
  return v6.to_string();
}

}  // namespace

Listener::Listener(const ServerOptions& options,
                   const std::vector<std::unique_ptr<LoopContext>>& loop_contexts, Metrics& metrics)
    : loop_contexts_(loop_contexts),
      log_(loop_contexts.front()->server().log),
      rejected_count_(metrics.counter("usher_http_rejected_connections_total",
                                      "Connections rejected because of the connection limit.")),
      acceptor_(loop_contexts.front()->loop().io_context().get_executor()),
      retry_timer_(loop_contexts.front()->loop().io_context().get_executor()) {
  try {
    bind(options);
  } catch (const boost::system::system_error& error) {
    throw ConfigurationError("Can't listen on " + options.address + " port " +
                             std::to_string(options.port) + ": " + error.code().message() + ".");
  }
}

asio::ip::tcp::endpoint Listener::endpoint_of(const ServerOptions& options) {
  std::string literal = options.address;
  if (literal.starts_with('[') && literal.ends_with(']')) {
    literal = literal.substr(1, literal.size() - 2);
  }
  boost::system::error_code error;
  const asio::ip::address address = asio::ip::make_address(literal, error);
  if (error) {
    throw ConfigurationError("Can't listen on \"" + options.address +
                             "\": name an IP address, such as 127.0.0.1 or 0.0.0.0.");
  }
  return {address, options.port};
}

void Listener::bind(const ServerOptions& options) {
  const asio::ip::tcp::endpoint endpoint = endpoint_of(options);
  acceptor_.open(endpoint.protocol());
  acceptor_.set_option(asio::socket_base::reuse_address(true));
  acceptor_.bind(endpoint);
  acceptor_.listen(kBacklog);
  port_ = acceptor_.local_endpoint().port();
}

void Listener::use_tls(std::shared_ptr<const TlsContext> tls) {
  const std::lock_guard lock(tls_mutex_);
  tls_ = std::move(tls);
}

void Listener::stop(std::function<void()> on_stopped) {
  on_stopped_ = std::move(on_stopped);
  // Either the accept or the timer is pending, and its handler calls finish().
  boost::system::error_code ignored;
  acceptor_.cancel(ignored);
  retry_timer_.cancel();
}

void Listener::finish() {
  boost::system::error_code error;
  acceptor_.non_blocking(true, error);
  for (int i = 0; i < kBacklog && error != asio::error::would_block; ++i) {
    LoopContext& loop_context = next_context();
    Socket socket(loop_context.loop().io_context().get_executor());
    acceptor_.accept(socket, peer_, error);
    if (!error) start_session(loop_context, std::move(socket));
  }
  acceptor_.close(error);
  on_stopped_();
}

void Listener::accept() {
  if (on_stopped_) return finish();
  LoopContext& loop_context = next_context();
  acceptor_.async_accept(
      loop_context.loop().io_context().get_executor(), peer_,
      [this, &loop_context](const boost::system::error_code& error, Socket socket) {
        accepted(error, loop_context, std::move(socket));
      });
}

void Listener::accepted(const boost::system::error_code& error, LoopContext& loop_context,
                        Socket socket) {
  if (!error) start_session(loop_context, std::move(socket));
  if (error && !on_stopped_) {
    retry_later(error);
  } else {
    accept();
  }
}

void Listener::start_session(LoopContext& loop_context, Socket socket) {
  Session::AcceptedConnection accepted{std::move(socket), address_text(peer_.address()), nullptr,
                                       false};
  {
    const std::lock_guard lock(tls_mutex_);
    accepted.tls = tls_;
  }
  if (!count_or_reject(accepted)) return;
  if (&loop_context == loop_contexts_.front().get()) {
    Session::start(loop_context, std::move(accepted));
  } else {
    asio::post(loop_context.loop().io_context(),
               [&loop_context, accepted = std::move(accepted)]() mutable {
                 Session::start(loop_context, std::move(accepted));
               });
  }
}

/// Counts the connection against the limit. Returns false if it must be closed immediately.
bool Listener::count_or_reject(Session::AcceptedConnection& accepted) {
  ServerContext& server = loop_contexts_.front()->server();
  if (server.connections.load() < server.limits.connections) {
    server.connections.fetch_add(1);
    return true;
  }
  rejected_count_.add();
  // A 503 over TLS would cost a handshake.
  if (accepted.tls != nullptr || server.rejecting.load() >= kMaxRejecting) return false;
  server.rejecting.fetch_add(1);
  accepted.over_limit = true;
  return true;
}

/// Delays the next accept, because an immediate retry without free file descriptors fails again.
void Listener::retry_later(const boost::system::error_code& error) {
  log_.warn("connection not accepted", {{"detail", error.message()}});
  retry_timer_.expires_after(kAcceptRetryDelay);
  retry_timer_.async_wait([this](const boost::system::error_code&) { accept(); });
}

}  // namespace usher::http
