/// The objects that the server's modules share.
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

/// Returns the proxies whose header names a request's client. Throws ConfigurationError if an
/// address is invalid.
api::TrustedProxies trusted_proxies(const Config& config);

/// Returns a function that creates a connection to the configured mail server.
worker::MakeMailer mailer_maker(const Config& config);

/// Loads the mail templates. The installation's own templates replace built-in templates. Throws
/// ConfigurationError if a template is invalid.
mail::Templates mail_templates(const Config& config);

/// The shared objects. They are constructed before all modules and destroyed after them.
struct ServerContext {
  explicit ServerContext(Installation& installation);

  Installation& base;
  const api::TrustedProxies proxies;
  const mail::Templates templates;
  service::RateLimit rate;
  /// The threads that read large request bodies, which would block a socket's thread for too long.
  Pool readers;
};

}  // namespace usher
