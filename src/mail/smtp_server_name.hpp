/// Parses the mail server in the configuration's `smtp_url`.
#pragma once

#include <string>

namespace usher::mail {

struct SmtpServerName {
  std::string url;  ///< the URL for libcurl: scheme, host, port, and the EHLO name as the path
  bool tls_from_start = false;
  bool loopback = false;  ///< the host is 127.0.0.0/8, ::1 or localhost; names are not resolved
};

/// Parses `smtp_url`. Throws ConfigurationError with the allowed values if `url` is invalid.
/// `helo_name` may be empty.
SmtpServerName parse_smtp_server(const std::string& url, const std::string& helo_name);

}  // namespace usher::mail
