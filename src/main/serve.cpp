#include "main/serve.hpp"

#include <fmt/format.h>
#include <malloc.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <functional>
#include <optional>
#include <semaphore>
#include <thread>

#include "api/error_page.hpp"
#include "base/encoding.hpp"
#include "base/error.hpp"
#include "http/server.hpp"
#include "mail/blocking_mailer.hpp"
#include "main/access_module.hpp"
#include "main/mailing_module.hpp"
#include "main/provisioning_module.hpp"
#include "main/server_context.hpp"
#include "main/signals.hpp"
#include "main/wake_slot.hpp"
#include "service/mailing/sending_turn.hpp"
#include "service/operation.hpp"
#include "service/provisioning/task_turn.hpp"
#include "store/migrate.hpp"
#include "worker/node.hpp"

namespace usher {
namespace {

/// Parses "127.0.0.1:8080" or "[::1]:8080".
http::ServerOptions parse_listen(const std::string& listen) {
  http::ServerOptions options;
  const std::size_t colon = listen.rfind(':');
  std::string address = listen.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']')) {
    address = address.substr(1, address.size() - 2);
  }
  options.address = address;
  int port = 0;
  std::from_chars(listen.data() + colon + 1, listen.data() + listen.size(), port);
  options.port = static_cast<std::uint16_t>(port);
  return options;
}

http::ServerOptions server_options(const Config& config) {
  http::ServerOptions options = parse_listen(config.listen);
  options.tls_certificate = config.tls_certificate;
  options.tls_key = config.tls_key;
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  options.threads = config.threads > 0 ? config.threads : std::max(1, cores / 2);
  options.limits.connections = static_cast<std::size_t>(config.connections);
  options.limits.header_time = std::chrono::seconds(config.request_seconds);
  options.limits.body_time = std::chrono::seconds(config.request_seconds);
  options.limits.idle_time = std::chrono::seconds(config.idle_seconds);
  options.limits.total_body_bytes = static_cast<std::size_t>(config.body_mebibytes) << 20;
  return options;
}

/// Memory blocks of at least this size go back to the system when they are freed.
constexpr int kLargeBlock = 256 * 1024;

/// Allows as many connections as the system does, and no core dumps: they would contain keys and
/// passwords.
void set_process_limits() {
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  ::mallopt(M_MMAP_THRESHOLD, kLargeBlock);
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

/// How long a stop waits for limited reads: a running one usually completes.
constexpr std::chrono::seconds kLimitedReadGrace{1};

/// Calls a function on its own thread after a delay, unless it is destroyed before.
class DelayedCall {
 public:
  DelayedCall(std::chrono::milliseconds delay, std::function<void()> function)
      : thread_([this, delay, function = std::move(function)] {
          if (!cancelled_.try_acquire_for(delay)) function();
        }) {}
  ~DelayedCall() {
    cancelled_.release();
    thread_.join();
  }
  DelayedCall(const DelayedCall&) = delete;
  DelayedCall& operator=(const DelayedCall&) = delete;

 private:
  std::binary_semaphore cancelled_{0};
  std::thread thread_;
};

/// Returns the machine's name and a random suffix, which distinguishes nodes on one machine.
std::string node_name(Random& random) {
  char host[256] = "node";
  ::gethostname(host, sizeof host - 1);
  return fmt::format("{}-{}", host, to_hex(random.bytes(3)));
}

}  // namespace

void check_server_config(const Config& config) {
  trusted_proxies(config);
  transactional_mail_options(config);
  mail_templates(config);
  mail::BlockingMailer{mailer_options(config)};
}

struct RunningServer::Parts {
  explicit Parts(const Config& config)
      : installation(
            open_installation(config, store::Schema::migrate, true, [this] { wake.wake(); })) {}
  // The store's threads wake modules, which are destroyed first, also if the start fails.
  ~Parts() { wake.set({}); }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  WakeSlot wake;
  std::unique_ptr<Installation> installation;
  ServerContext context{*installation};

  ProvisioningModule provisioning{context};
  AccessModule access{context};
  MailingModule mailing{context};

  std::optional<worker::Node> node;
  http::Router router{routes()};
  http::Router operations_router{operations_routes()};
  http::Server server{server_options(context.base.config), router, api::render_error,
                      context.base.log, context.base.metrics};
  std::unique_ptr<http::Server> operations_server;

 private:
  std::vector<http::Route> routes() {
    std::vector<http::Route> out;
    provisioning.add_routes(out);
    access.add_routes(out);
    mailing.add_routes(out);
    if (context.base.config.operations_listen.empty()) provisioning.add_operations_routes(out);
    return out;
  }
  std::vector<http::Route> operations_routes() {
    std::vector<http::Route> out;
    provisioning.add_operations_routes(out);
    return out;
  }
};

RunningServer::RunningServer(const Config& config) {
  set_process_limits();
  parts_ = std::make_unique<Parts>(config);
  Parts& parts = *parts_;
  Installation& base = *parts.installation;
  if (base.store->is_sole_server()) {
    service::call<&service::release_task_leases>(*base.store);
    service::call<&service::release_deliveries>(*base.store);
  } else {
    parts.node.emplace(node_name(base.random), store::newest_schema(), *base.store,
                       parts.context.rate, base.clock, base.log);
  }
  parts.provisioning.start();
  parts.mailing.start();
  parts.wake.set([&parts] {
    parts.provisioning.wake();
    parts.mailing.wake();
  });
  parts.server.start();
  if (!config.operations_listen.empty()) {
    parts.operations_server = std::make_unique<http::Server>(
        parse_listen(config.operations_listen), parts.operations_router, api::render_error,
        base.log, base.metrics);
    parts.operations_server->start();
  }
}

RunningServer::~RunningServer() { stop(); }

std::string RunningServer::address() const {
  const Config& config = parts_->context.base.config;
  const std::string host = config.listen.substr(0, config.listen.rfind(':'));
  return fmt::format("{}://{}:{}", config.tls_certificate.empty() ? "http" : "https", host,
                     parts_->server.port());
}

void RunningServer::reload_certificate() { parts_->server.reload_certificate(); }

void RunningServer::stop() {
  if (parts_ == nullptr) return;
  Parts& parts = *parts_;
  const auto grace = std::chrono::seconds(parts.context.base.config.stop_seconds);
  parts.provisioning.drain();
  parts.access.stop_hashing();
  {
    // Handlers that wait for the database must end before the server can.
    const DelayedCall stop_reads(std::min<std::chrono::milliseconds>(grace, kLimitedReadGrace),
                                 [&parts] { parts.installation->store->stop_limited_reads(); });
    parts.server.stop(grace);
  }
  parts.wake.set({});
  parts.mailing.stop();
  parts.provisioning.stop();
  parts.node.reset();
  if (parts.operations_server) parts.operations_server->stop(std::chrono::seconds(1));
  parts_.reset();
}

int serve(const Config& config) {
  const Signals signals({SIGTERM, SIGINT, SIGHUP});
  RunningServer server(config);
  const Log log(log_level_of(config.log_level));
  if (config.smtp_url.starts_with("capture:")) {
    log.warn("emails are only written to files", {{"folder", config.smtp_url.substr(8)}});
  }
  log.info("listening", {{"address", server.address()}, {"pid", static_cast<int>(getpid())}});
  while (signals.wait() == SIGHUP) server.reload_certificate();
  log.info("stopping");
  server.stop();
  log.info("stopped");
  return 0;
}

}  // namespace usher
