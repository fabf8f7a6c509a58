/// The server, wired in reading order.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "main/config.hpp"

namespace usher {

/// Checks what read_config does not: addresses, proxies, templates. Throws ConfigurationError.
void check_server_config(const Config& config);

/// The server of `usher serve` and `usher demo`. Starts in the constructor (throws
/// ConfigurationError or Unavailable), stops in stop() or the destructor.
class RunningServer {
 public:
  explicit RunningServer(const Config& config);
  ~RunningServer();

  /// Returns the address; its port is the real one if port 0 is configured.
  std::string address() const;
  void reload_certificate();
  /// Reports not ready, stops accepting, finishes the requests in flight, then stops the workers
  /// and the database.
  void stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Runs `usher serve` until SIGTERM or SIGINT; SIGHUP reloads the certificate. Returns the exit
/// code.
int serve(const Config& config);

}  // namespace usher
