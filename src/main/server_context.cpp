#include "main/server_context.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <optional>

#include "base/error.hpp"
#include "domain/ip_address.hpp"

namespace usher {
namespace {

constexpr std::size_t kMaxWaitingBodies = 32;

}  // namespace

api::TrustedProxies trusted_proxies(const Config& config) {
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

worker::MakeMailer mailer_maker(const Config& config) {
  return [options = mailer_options(config)](mail::SocketLoop& loop) {
    return mail::make_mailer(options, loop);
  };
}

mail::Templates mail_templates(const Config& config) {
  if (config.templates.empty()) return mail::Templates(std::nullopt);
  return mail::Templates(std::filesystem::path(config.templates));
}

ServerContext::ServerContext(Installation& installation)
    : base(installation),
      proxies(trusted_proxies(installation.config)),
      templates(mail_templates(installation.config)),
      rate(installation.config.calls_per_second),
      readers(1, kMaxWaitingBodies) {}

}  // namespace usher
