#include "http/listener.hpp"

#include "base/error.hpp"

namespace usher::http {
namespace {

constexpr int kBacklog = 1024;
constexpr std::chrono::milliseconds kPause{100};
/// So many above the limit are told so at the same time; further ones are just closed.
constexpr std::size_t kMaxTurnedAway = 64;

std::string text_of(const asio::ip::address& address) {
  if (!address.is_v6()) return address.to_string();
  asio::ip::address_v6 v6 = address.to_v6();
  v6.scope_id(0);
  return v6.to_string();
}

}  // namespace

Listener::Listener(const ServerOptions& options, const std::vector<std::unique_ptr<Lane>>& lanes,
                   Metrics& metrics)
    : lanes_(lanes),
      log_(lanes.front()->server().log),
      rejected_(metrics.counter("usher_http_rejected_connections_total",
                                "Connections turned away because there were too many.")),
      acceptor_(lanes.front()->loop().context().get_executor()),
      pause_(lanes.front()->loop().context().get_executor()) {
  try {
    bind(options);
  } catch (const boost::system::system_error& error) {
    throw ConfigurationError("Can't listen on " + options.address + " port " +
                             std::to_string(options.port) + ": " + error.code().message() + ".");
  }
}

void Listener::bind(const ServerOptions& options) {
  std::string literal = options.address;
  if (literal.starts_with('[') && literal.ends_with(']')) {
    literal = literal.substr(1, literal.size() - 2);
  }
  const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(literal), options.port);
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

void Listener::stop() {
  stopped_ = true;
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
}

void Listener::accept() {
  Lane& lane = *lanes_[next_lane_++ % lanes_.size()];
  acceptor_.async_accept(lane.loop().context().get_executor(), peer_,
                         [this, &lane](const boost::system::error_code& error, Socket socket) {
                           accepted(error, lane, std::move(socket));
                         });
}

void Listener::accepted(const boost::system::error_code& error, Lane& lane, Socket socket) {
  if (stopped_) return;
  if (error) {
    pause(error);
    return;
  }
  receive(lane, std::move(socket));
  accept();
}

void Listener::receive(Lane& lane, Socket socket) {
  Session::Arrival arrival{std::move(socket), text_of(peer_.address()), nullptr, false};
  {
    const std::lock_guard lock(tls_mutex_);
    arrival.tls = tls_;
  }
  if (!admit(arrival)) return;
  if (&lane == lanes_.front().get()) {
    Session::start(lane, std::move(arrival));
  } else {
    asio::post(lane.loop().context(), [&lane, arrival = std::move(arrival)]() mutable {
      Session::start(lane, std::move(arrival));
    });
  }
}

/// Counts the arrival; false when it is to be closed at once.
bool Listener::admit(Session::Arrival& arrival) {
  ServerContext& server = lanes_.front()->server();
  if (server.connections.load() < server.limits.connections) {
    server.connections.fetch_add(1);
    return true;
  }
  rejected_.add();
  // A TLS handshake is too dear for saying no.
  if (arrival.tls != nullptr || server.turned_away.load() >= kMaxTurnedAway) return false;
  server.turned_away.fetch_add(1);
  arrival.turned_away = true;
  return true;
}

/// Without file descriptors the next attempt fails as well: trying at once would only spin.
void Listener::pause(const boost::system::error_code& error) {
  log_.warn("can't accept a connection", {{"detail", error.message()}});
  pause_.expires_after(kPause);
  pause_.async_wait([this](const boost::system::error_code&) {
    if (!stopped_) accept();
  });
}

}  // namespace usher::http
