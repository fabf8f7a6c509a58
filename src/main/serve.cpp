#include "main/serve.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <mutex>
#include <thread>

#include "api/routes.hpp"
#include "base/encoding.hpp"
#include "base/error.hpp"
#include "domain/email.hpp"
#include "http/server.hpp"
#include "mail/mailer.hpp"
#include "mail/waiting_mailer.hpp"
#include "main/installation.hpp"
#include "main/signals.hpp"
#include "store/migrate.hpp"
#include "worker/imports.hpp"
#include "worker/loop.hpp"
#include "worker/node.hpp"
#include "worker/sendings.hpp"

namespace usher {
namespace {

using store::Access;

/// Some seconds' worth: who comes when so many wait is asked to try again.
constexpr std::size_t kMaxWaitingSignIns = 200;
constexpr std::size_t kMaxWaitingBodies = 32;

/// "127.0.0.1:8080" or "[::1]:8080" taken apart.
http::ServerOptions listen_on(const std::string& listen) {
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
  http::ServerOptions options = listen_on(config.listen);
  options.tls_certificate = config.tls_certificate;
  options.tls_key = config.tls_key;
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  options.threads = config.threads > 0 ? config.threads : std::max(1, cores / 2);
  options.limits.connections = static_cast<std::size_t>(config.connections);
  options.limits.header_time = std::chrono::seconds(config.request_seconds);
  options.limits.body_time = std::chrono::seconds(config.request_seconds);
  return options;
}

api::TrustedProxies proxies_of(const Config& config) {
  api::TrustedProxies proxies;
  proxies.header = config.forwarded_header;
  for (const std::string& text : config.trusted_proxies) {
    Result<domain::IpRange> range = domain::IpRange::parse(text);
    if (!range) {
      throw ConfigurationError(
          fmt::format("server.trusted_proxies: {} {}.", text, range.error().message));
    }
    proxies.ranges.push_back(*range);
  }
  return proxies;
}

worker::LoopOptions worker_options(const Config& config) {
  const std::string address = mail::parse_mailbox(config.mail_from).address;
  if (!domain::parse_email(address)) {
    throw ConfigurationError("mail.from takes \"Name <address@example.com>\" or an address.");
  }
  if (!domain::parse_email(config.support_email)) {
    throw ConfigurationError("support.email takes an e-mail address.");
  }
  if (!config.bounce_address.empty() && !domain::parse_email(config.bounce_address)) {
    throw ConfigurationError("mail.bounce_address takes an e-mail address.");
  }
  worker::LoopOptions options;
  options.rules.lease = std::chrono::seconds(config.lease_seconds);
  options.rules.retry.attempts = config.attempts;
  options.rules.retry.first_delay = std::chrono::seconds(config.first_retry_seconds);
  options.senders.connections = config.mail_connections;
  options.senders.lease = options.rules.lease;
  options.senders.installation = {config.mail_from, config.support_email, config.public_url};
  return options;
}

worker::SendingsOptions sendings_options(const Config& config) {
  worker::SendingsOptions options;
  options.connections = config.mail_connections;
  options.messages_per_second = config.messages_per_second;
  options.rules.lease = std::chrono::seconds(config.lease_seconds);
  options.rules.retry = worker_options(config).rules.retry;
  options.rules.from = config.mail_from;
  options.rules.public_url = config.public_url;
  options.rules.confirmations_a_day = config.mails_per_address;
  return options;
}

worker::MailTools mail_tools(const Config& config, const Keys& keys,
                             const mail::Templates& templates) {
  return {keys, templates, config.mail_from, config.public_url, config.bounce_address};
}

std::optional<std::filesystem::path> folder_or_none(const std::string& folder) {
  if (folder.empty()) return std::nullopt;
  return folder;
}

/// As many connections as the system allows, and no core dumps: they would hold keys and passwords.
void set_process_limits() {
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

/// How a node is called: its machine, and something that tells two on one machine apart.
std::string node_name(Random& random) {
  char host[256] = "node";
  ::gethostname(host, sizeof host - 1);
  return fmt::format("{}-{}", host, to_hex(random.bytes(3)));
}

/// Lets the store wake workers that are made after it and go before it. Thread-safe.
class LateWake {
 public:
  /// Once this has returned nobody is waking who was set before.
  void set(std::function<void()> workers) {
    const std::lock_guard lock(mutex_);
    workers_ = std::move(workers);
  }
  void wake() const {
    const std::lock_guard lock(mutex_);
    if (workers_) workers_();
  }

 private:
  mutable std::mutex mutex_;
  std::function<void()> workers_;  // guarded by mutex_
};

template <class S>
using Writing = service::Asked<S, Access::write>;
template <class S>
using Reading = service::Asked<S, Access::read>;

}  // namespace

mail::MailerOptions mailer_options(const Config& config) {
  mail::MailerOptions options;
  options.url = config.smtp_url;
  options.user = config.smtp_user;
  options.password = Secret(config.smtp_password);
  options.require_tls = config.require_tls;
  options.ca_file = config.ca_file;
  options.helo_name = config.helo_name;
  return options;
}

namespace {

worker::MakeMailer mailer_maker(const Config& config) {
  return [options = mailer_options(config)](mail::SocketLoop& loop) {
    return mail::make_mailer(options, loop);
  };
}

}  // namespace

void check_server_config(const Config& config) {
  proxies_of(config);
  worker_options(config);
  const mail::Templates templates(folder_or_none(config.templates));
  mail::WaitingMailer{mailer_options(config)};
}

struct RunningServer::Parts {
  explicit Parts(const Config& config)
      : installation(
            open_installation(config, store::Schema::migrate, true, [this] { wake.wake(); })) {}
  // The loop goes before the store whose threads wake it, also when the start fails half-way.
  ~Parts() { wake.set({}); }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  LateWake wake;
  std::unique_ptr<Installation> installation;
  Installation& base = *installation;
  const api::TrustedProxies proxies = proxies_of(base.config);

  // What can be asked, and through which transactions …
  store::Store& store = *base.store;
  service::RateLimit rate{base.config.calls_per_second};
  Writing<service::activation::Submit> submit{
      store, *base.keys, rate, base.random,
      service::activation::Submit::Rules{base.config.mails_per_address}};
  Reading<service::activation::Status> status{store, *base.keys, rate, base.random};
  Writing<service::activation::Confirm> confirm{store, *base.keys};
  Reading<service::activation::ConfirmPage> confirm_page{store, confirm.service};

  const service::grant::TokenTools token_tools{
      *base.keys, base.random, {std::chrono::seconds(base.config.access_token_seconds)}};
  Reading<service::credential::Find> candidate{store};
  Reading<service::authorization::Look> look{store};
  Writing<service::authorization::Agree> agree{store, base.random};
  Reading<service::authorization::Recognise> recognise_code{store};
  Writing<service::authorization::Exchange> exchange{store, token_tools};
  Reading<service::grant::MaySignIn> may_sign_in{store};
  Writing<service::grant::SignIn> sign_in{store, token_tools};
  Reading<service::grant::Recognise> recognise_token{store, *base.keys};
  Writing<service::grant::Refresh> refresh{store, token_tools};
  Reading<service::grant::Identify> identify{store};
  Writing<service::grant::Revoke> revoke{store, *base.keys};
  Reading<service::grant::Introspect> introspect{store};

  Reading<service::session::Who> who{store};
  Reading<service::session::Show> session{store};
  Writing<service::session::SignIn> begin_session{store, base.random};
  Writing<service::session::End> end_session{store};
  Writing<service::session::Withdraw> withdraw{store};
  Writing<service::password::Change> change_password{store, base.random};
  Writing<service::password::Forget> forget_password{store, *base.keys, base.random};
  Reading<service::password::LookAtReset> look_at_reset{store, *base.keys};
  Writing<service::password::Reset> reset_password{store, *base.keys, base.random};
  Reading<service::plan::Show> plan{store};

  Reading<service::image::Serve> serve_image{store};
  Reading<service::message::ReadOnline> read_message{store, *base.keys};
  Reading<service::reaction::FindLink> find_link{store, *base.keys};
  Writing<service::reaction::Record> record_reaction{store, *base.keys};
  Reading<service::reaction::Look> look_at_mail{store, *base.keys};
  Writing<service::reaction::Leave> leave_list{store, *base.keys};
  Writing<service::reaction::Confirm> confirm_subscription{store, *base.keys};

  Reading<service::Overview> overview{store};
  Reading<service::Ping> ping{store};

  // Passwords have cores of their own, as far as nobody else needs them.
  service::Throttle throttle{base.random};
  service::Throttle links{base.random};
  Pool hashing{static_cast<int>(std::max(1U, std::thread::hardware_concurrency())),
               kMaxWaitingSignIns};
  // Large bodies too: reading one takes longer than a socket's thread may be away.
  Pool readers{1, kMaxWaitingBodies};
  api::Passwords passwords{candidate, throttle, hashing};

  // … over which routes.
  api::public_::ActivationRoutes activation_routes{submit, status, proxies,
                                                   base.config.allow_private_ips, base.clock};
  api::pages::ConfirmRoutes confirm_routes{confirm_page, confirm};
  api::oauth::GrantRoutes grant_routes{
      {recognise_code, exchange, may_sign_in, sign_in, recognise_token, refresh, identify, revoke,
       introspect, *base.keys, passwords},
      base.config.public_url};
  api::console::ResourceParts resources{
      store, rate, readers, proxies, base.config.public_url, *base.keys, base.random};
  const api::pages::Browsers browsers{base.config.public_url, proxies, *base.keys, base.random};
  api::pages::LogOnRoutes log_on_routes{{look, agree, passwords}, browsers, base.config.public_url};
  api::pages::AccountRoutes owner_routes{
      {session, begin_session, end_session, withdraw, plan, passwords}, browsers};
  api::pages::PasswordRoutes password_routes{{who, change_password, forget_password, look_at_reset,
                                              reset_password, plan, passwords, links},
                                             browsers};
  api::pages::PublishedRoutes published_routes{serve_image, read_message};
  api::pages::ReactionRoutes reaction_routes{{look_at_mail, leave_list, confirm_subscription},
                                             *base.keys};
  api::TrackingRoutes tracking_routes{find_link, record_reaction, *base.keys};
  api::OperationsRoutes operations{overview, ping, base.metrics};
  http::Router router{api::routes(
      {activation_routes, grant_routes, resources, log_on_routes, confirm_routes, owner_routes,
       password_routes, published_routes, reaction_routes, tracking_routes, operations},
      base.config.operations_listen.empty())};
  http::Router operations_router{api::operations_routes(operations)};

  mail::Templates templates{folder_or_none(base.config.templates)};
  worker::Loop loop{worker_options(base.config),
                    *base.store,
                    *base.keys,
                    base.random,
                    mailer_maker(base.config),
                    templates,
                    base.clock,
                    base.log,
                    base.metrics};
  std::optional<worker::Imports> imports;
  worker::Sendings sendings{sendings_options(base.config),
                            *base.store,
                            base.random,
                            mailer_maker(base.config),
                            mail_tools(base.config, *base.keys, templates),
                            base.clock,
                            base.log,
                            base.metrics};
  std::optional<worker::Node> node;
  http::Server server{server_options(base.config), router, api::render_error, base.log,
                      base.metrics};
  std::unique_ptr<http::Server> operations_server;
};

RunningServer::RunningServer(const Config& config) {
  set_process_limits();
  parts_ = std::make_unique<Parts>(config);
  Parts& parts = *parts_;
  if (parts.base.store->is_sole_server()) {
    service::activation::ReleaseLeases release;
    store::old_ask(*parts.base.store, Access::write, release, {});
    service::sending::ReleaseDead release_mails;
    store::old_ask(*parts.base.store, Access::write, release_mails, {});
  } else {
    parts.node.emplace(node_name(parts.base.random), store::newest_schema(), *parts.base.store,
                       parts.rate, parts.base.clock, parts.base.log);
  }
  parts.imports.emplace(*parts.base.store, parts.base.log);
  parts.wake.set([&parts] {
    parts.loop.wake();
    parts.sendings.wake();
    parts.imports->wake();
  });
  parts.loop.start();
  parts.sendings.start();
  parts.server.start();
  if (!config.operations_listen.empty()) {
    parts.operations_server =
        std::make_unique<http::Server>(listen_on(config.operations_listen), parts.operations_router,
                                       api::render_error, parts.base.log, parts.base.metrics);
    parts.operations_server->start();
  }
}

RunningServer::~RunningServer() { stop(); }

std::string RunningServer::address() const {
  const Config& config = parts_->base.config;
  const std::string host = config.listen.substr(0, config.listen.rfind(':'));
  return fmt::format("{}://{}:{}", config.tls_certificate.empty() ? "http" : "https", host,
                     parts_->server.port());
}

void RunningServer::reload_certificate() { parts_->server.reload_certificate(); }

void RunningServer::stop() {
  if (parts_ == nullptr) return;
  Parts& parts = *parts_;
  const auto grace = std::chrono::seconds(parts.base.config.stop_seconds);
  parts.operations.drain();
  parts.hashing.end();  // a queue of sign-ins is asked to try again: elsewhere, or in a moment
  parts.server.stop(grace);
  parts.sendings.stop();
  parts.loop.stop();
  parts.wake.set({});
  parts.imports.reset();
  parts.node.reset();
  if (parts.operations_server) parts.operations_server->stop(std::chrono::seconds(1));
  parts_.reset();
}

int serve(const Config& config) {
  const Signals signals({SIGTERM, SIGINT, SIGHUP});
  RunningServer server(config);
  const Log log(log_level_of(config.log_level));
  if (config.smtp_url.starts_with("capture:")) {
    log.warn("mails are only written to files", {{"folder", config.smtp_url.substr(8)}});
  }
  log.info("listening", {{"address", server.address()}, {"pid", static_cast<int>(getpid())}});
  while (signals.wait() == SIGHUP) server.reload_certificate();
  log.info("stopping");
  server.stop();
  log.info("stopped");
  return 0;
}

}  // namespace usher
