/// The parts of a server that its modules share.
#pragma once

#include "api/caller.hpp"
#include "base/pool.hpp"
#include "mail/mailer.hpp"
#include "mail/templates.hpp"
#include "main/installation.hpp"
#include "service/rate_limit.hpp"
#include "worker/mail_connections.hpp"

namespace usher {

/// Returns the options of connections to the mail server. Throws ConfigurationError if they are
/// invalid.
mail::MailerOptions mailer_options(const Config& config);

/// Returns the proxies whose header names a request's client. Throws ConfigurationError.
api::TrustedProxies trusted_proxies(const Config& config);

/// Returns a function that creates a connection to the configured mail server.
worker::MakeMailer mailer_maker(const Config& config);

/// Loads the mail templates; the installation's own replace built-in ones. Throws
/// ConfigurationError.
mail::Templates mail_templates(const Config& config);

/// Constructed before all modules, destroyed after them.
struct ServerContext {
  explicit ServerContext(Installation& installation);

  Installation& base;
  const api::TrustedProxies proxies;
  const mail::Templates templates;
  service::RateLimit rate;
  /// Reads large request bodies: that takes longer than a socket's thread may be blocked.
  Pool readers;
};

}  // namespace usher
