/// The running server: constructs and connects all modules.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "main/config.hpp"

namespace usher {

/// Checks the values that read_config does not check: addresses, proxies, templates. Throws
/// ConfigurationError if a value is invalid.
void check_server_config(const Config& config);

/// The server of `usher serve` and `usher demo`. The constructor starts it and throws
/// ConfigurationError or Unavailable if the start fails. stop() or the destructor stops it.
class RunningServer {
 public:
  /// `new_installation`: see OpenOptions.
  explicit RunningServer(const Config& config, bool new_installation = false);
  ~RunningServer();

  /// Returns the listening address. Its port is the selected port if port 0 is configured.
  std::string address() const;
  void reload_certificate();
  /// Makes /readyz report "not ready", stops accepting connections, finishes the requests in
  /// flight, then stops the workers and the database.
  void stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Runs `usher serve` until SIGTERM or SIGINT; SIGHUP reloads the certificate. Returns the exit
/// code. `new_installation`: see OpenOptions.
int serve(const Config& config, bool new_installation);

}  // namespace usher
