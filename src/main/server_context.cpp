#include "main/server_context.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "domain/ip_address.hpp"

namespace usher {
namespace {

constexpr std::size_t kMaxWaitingBodies = 32;

/// Returns the URL's host if it is a full domain name (RFC 5321, 4.1.1.1), else an empty text.
std::string domain_name_in(std::string_view url) {
  url.remove_prefix(std::min(url.find("://") + 3, url.size()));
  const std::string_view host = url.substr(0, url.find_first_of(":/?#"));
  const bool is_name = std::all_of(host.begin(), host.end(), [](char c) {
    return is_ascii_alphanumeric(c) || c == '-' || c == '.';
  });
  if (!is_name || host.find('.') == std::string_view::npos) return {};
  return domain::IpAddress::parse(host) ? std::string() : std::string(host);
}

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
  options.helo_name =
      config.helo_name.empty() ? domain_name_in(config.public_url) : config.helo_name;
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
