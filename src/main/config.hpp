/// The configuration: read from a file and the environment, defined by one table of keys.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/secret.hpp"

namespace usher {

/// All values are checked; paths are absolute or relative to the working directory.
struct Config {
  // [server]
  std::string listen = "127.0.0.1:8080";
  std::string public_url = "http://127.0.0.1:8080";
  std::string tls_certificate;
  std::string tls_key;
  std::vector<std::string> trusted_proxies;
  std::string forwarded_header = "X-Forwarded-For";
  std::string operations_listen;
  int threads = 0;
  int request_seconds = 10;
  int idle_seconds = 75;
  int connections = 10'000;
  int body_mebibytes = 256;
  int stop_seconds = 30;
  // [database]
  std::string database_url = "sqlite:usher.db";
  std::string database_password;
  std::string database_password_file;
  int database_connections = 3;
  // [mail]
  std::string smtp_url = "smtp://127.0.0.1:25";
  std::string smtp_user;
  std::string smtp_password;
  std::string smtp_password_file;
  bool require_tls = false;
  std::string ca_file;
  std::string helo_name;
  std::string mail_from = "Usher <no-reply@example.com>";
  std::string bounce_address;
  std::string templates;
  int mail_connections = 4;
  // [support]
  std::string support_email = "support@example.com";
  // [limits]
  int calls_per_second = 5;
  int mails_per_address = 3;
  bool allow_private_ips = false;
  int messages_per_second = 0;
  // [worker]
  int attempts = 8;
  int lease_seconds = 60;
  int first_retry_seconds = 30;
  // [oauth]
  int access_token_seconds = 3600;
  // [secrets]
  std::string key_file = "usher.key";
  // [log]
  std::string log_level = "info";

  /// To be logged once at the start: unknown USHER_… variables.
  std::vector<std::string> warnings;
};

/// Reads `file` (unset: usher.toml in the working directory if it exists), then the environment,
/// which has precedence. Throws ConfigurationError with file, line and what is allowed.
Config read_config(const std::optional<std::filesystem::path>& file,
                   const char* const* environment);

/// Returns one line of TOML per key with its default and meaning, for `usher --help-config`.
std::string describe_config();

}  // namespace usher
