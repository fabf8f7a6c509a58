#include "http/server.hpp"

#include <algorithm>
#include <cstring>
#include <thread>

#include "base/check.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "http/listener.hpp"
#include "http/loop_context.hpp"
#include "http/memory_trim.hpp"

namespace usher::http {
namespace {

/// Roughly what a connection uses, without bodies.
constexpr std::size_t kConnectionBytes = 8 * 1024;

std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  std::memcpy(&seed, SystemRandom().bytes(sizeof seed).data(), sizeof seed);
  return seed;
}

std::shared_ptr<const TlsContext> load_tls(const ServerOptions& options) {
  if (options.tls_certificate.empty() && options.tls_key.empty()) return nullptr;
  if (options.tls_certificate.empty() || options.tls_key.empty()) {
    throw ConfigurationError("TLS needs both a certificate and a key; only one of them is set.");
  }
  return std::make_shared<const TlsContext>(options.tls_certificate, options.tls_key);
}

}  // namespace

class Server::Impl {
 public:
  Impl(const ServerOptions& options, const Router& router, ErrorRenderer render, Log& log,
       Metrics& metrics);

  std::uint16_t port() const { return listener_->port(); }
  bool running() const { return !threads_.empty(); }
  void start();
  bool reload_certificate();
  void stop(std::chrono::milliseconds grace);

 private:
  void tick();

  const ServerOptions options_;
  ServerContext context_;
  Gauge connections_;
  Gauge body_bytes_;
  MemoryTrim trim_;  ///< used by the first loop
  std::vector<std::unique_ptr<LoopContext>> loop_contexts_;
  std::unique_ptr<Listener> listener_;
  std::vector<std::thread> threads_;
};

Server::Impl::Impl(const ServerOptions& options, const Router& router, ErrorRenderer render,
                   Log& log, Metrics& metrics)
    : options_(options),
      context_{router, std::move(render), log, options.limits},
      connections_(metrics.gauge("usher_http_connections", "Open HTTP connections.")),
      body_bytes_(metrics.gauge("usher_http_body_bytes",
                                "Bytes of large request and response bodies in memory.")) {
  CHECK(options.threads >= 1);
  auto tls = load_tls(options);
  const std::uint64_t seed = random_seed();
  for (std::size_t i = 0; i < static_cast<std::size_t>(options.threads); ++i) {
    std::function<void()> on_tick;
    // The first loop exports the gauge at its tick, so that connections do not touch it.
    if (i == 0) {
      on_tick = [this] { tick(); };
    }
    loop_contexts_.push_back(
        std::make_unique<LoopContext>(context_, metrics, seed, i, std::move(on_tick)));
  }
  listener_ = std::make_unique<Listener>(options, loop_contexts_, metrics);
  listener_->use_tls(std::move(tls));
}

/// Runs on the first loop's thread.
void Server::Impl::tick() {
  const std::size_t connections = context_.connections.load();
  connections_.set(static_cast<double>(connections));
  body_bytes_.set(static_cast<double>(context_.bodies.used()));
  trim_.observe(context_.bodies.used() + connections * kConnectionBytes,
                std::chrono::steady_clock::now());
}

void Server::Impl::start() {
  CHECK(!running());
  listener_->start();
  for (const auto& loop_context : loop_contexts_) {
    threads_.emplace_back([&loop = loop_context->loop()] { loop.run(); });
  }
}

bool Server::Impl::reload_certificate() {
  try {
    if (auto tls = load_tls(options_)) listener_->use_tls(std::move(tls));
    return true;
  } catch (const ConfigurationError& error) {
    context_.log.error("certificate not reloaded", {{"detail", error.what()}});
    return false;
  }
}

void Server::Impl::stop(std::chrono::milliseconds grace) {
  CHECK(running());
  const SteadyTime force_at = std::chrono::steady_clock::now() + grace;
  asio::post(loop_contexts_.front()->loop().io_context(), [this, force_at] {
    listener_->stop([this, force_at] {
      // Posted from the listener's thread, so that each loop stops after its last new connection.
      for (const auto& loop_context : loop_contexts_) {
        asio::post(loop_context->loop().io_context(),
                   [&loop = loop_context->loop(), force_at] { loop.stop(force_at); });
      }
    });
  });
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  connections_.set(0);
}

Server::Server(const ServerOptions& options, const Router& router, ErrorRenderer render, Log& log,
               Metrics& metrics)
    : impl_(std::make_unique<Impl>(options, router, std::move(render), log, metrics)) {}

Server::~Server() {
  if (impl_->running()) impl_->stop(std::chrono::milliseconds(0));
}

std::uint16_t Server::port() const { return impl_->port(); }
void Server::start() { impl_->start(); }
bool Server::reload_certificate() { return impl_->reload_certificate(); }
void Server::stop(std::chrono::milliseconds grace) { impl_->stop(grace); }

}  // namespace usher::http
