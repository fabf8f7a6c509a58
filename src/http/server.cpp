#include "http/server.hpp"

#include <algorithm>
#include <cstring>
#include <thread>

#include "base/check.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "http/lane.hpp"
#include "http/listener.hpp"

namespace usher::http {
namespace {

std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  std::memcpy(&seed, SystemRandom().bytes(sizeof seed).data(), sizeof seed);
  return seed;
}

std::shared_ptr<const TlsContext> load_tls(const ServerOptions& options) {
  if (options.tls_certificate.empty() && options.tls_key.empty()) return nullptr;
  if (options.tls_certificate.empty() || options.tls_key.empty()) {
    throw ConfigurationError("TLS needs both a certificate and a key; one of them is not set.");
  }
  return std::make_shared<const TlsContext>(options.tls_certificate, options.tls_key);
}

}  // namespace

class Server::Body {
 public:
  Body(const ServerOptions& options, const Router& router, ErrorRenderer render, Log& log,
       Metrics& metrics);

  std::uint16_t port() const { return listener_->port(); }
  bool running() const { return !threads_.empty(); }
  void start();
  bool reload_certificate();
  void stop(std::chrono::milliseconds grace);

 private:
  const ServerOptions options_;
  ServerContext context_;
  Gauge connections_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::unique_ptr<Listener> listener_;
  std::vector<std::thread> threads_;
};

Server::Body::Body(const ServerOptions& options, const Router& router, ErrorRenderer render,
                   Log& log, Metrics& metrics)
    : options_(options),
      context_{router, std::move(render), log, options.limits},
      connections_(metrics.gauge("usher_http_connections", "Open HTTP connections.")) {
  CHECK(options.threads >= 1);
  auto tls = load_tls(options);
  const std::uint64_t seed = random_seed();
  for (std::size_t i = 0; i < static_cast<std::size_t>(options.threads); ++i) {
    std::function<void()> on_tick;
    // One lane tells for all, and only now and then: counting is on every connection's way.
    if (i == 0) {
      on_tick = [this] { connections_.set(static_cast<double>(context_.connections.load())); };
    }
    lanes_.push_back(std::make_unique<Lane>(context_, metrics, seed, i, std::move(on_tick)));
  }
  listener_ = std::make_unique<Listener>(options, lanes_, metrics);
  listener_->use_tls(std::move(tls));
}

void Server::Body::start() {
  CHECK(!running());
  listener_->start();
  for (const auto& lane : lanes_) {
    threads_.emplace_back([&loop = lane->loop()] { loop.run(); });
  }
}

bool Server::Body::reload_certificate() {
  try {
    if (auto tls = load_tls(options_)) listener_->use_tls(std::move(tls));
    return true;
  } catch (const ConfigurationError& error) {
    context_.log.error("certificate not reloaded", {{"detail", error.what()}});
    return false;
  }
}

void Server::Body::stop(std::chrono::milliseconds grace) {
  CHECK(running());
  const SteadyTime force_at = std::chrono::steady_clock::now() + grace;
  asio::post(lanes_.front()->loop().context(), [this, force_at] {
    listener_->stop();
    // From here, so that each lane hears of it after the last connection that it was given.
    for (const auto& lane : lanes_) {
      asio::post(lane->loop().context(), [&loop = lane->loop(), force_at] { loop.stop(force_at); });
    }
  });
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  connections_.set(0);
}

Server::Server(const ServerOptions& options, const Router& router, ErrorRenderer render, Log& log,
               Metrics& metrics)
    : body_(std::make_unique<Body>(options, router, std::move(render), log, metrics)) {}

Server::~Server() {
  if (body_->running()) body_->stop(std::chrono::milliseconds(0));
}

std::uint16_t Server::port() const { return body_->port(); }
void Server::start() { body_->start(); }
bool Server::reload_certificate() { return body_->reload_certificate(); }
void Server::stop(std::chrono::milliseconds grace) { body_->stop(grace); }

}  // namespace usher::http
