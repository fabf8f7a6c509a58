/// Which mail server, out of the configuration's `smtp_url`.
#pragma once

#include <string>

namespace usher::mail {

struct SmtpServerName {
  std::string url;  ///< for libcurl: scheme, host, port, and our EHLO name as the path
  bool tls_from_start = false;
  bool loopback = false;  ///< by its text: 127.0.0.0/8, ::1 or localhost
};

/// `helo_name` may be empty. Throws ConfigurationError that says what is allowed.
SmtpServerName parse_smtp_server(const std::string& url, const std::string& helo_name);

}  // namespace usher::mail
