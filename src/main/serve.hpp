/// The server, wired in reading order.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "main/config.hpp"

namespace usher {

/// What only shows when the parts are put together: addresses, proxies, templates. Throws
/// ConfigurationError.
void check_server_config(const Config& config);

/// Everything that runs behind `usher serve` and `usher demo`. Starts in the constructor (throws
/// ConfigurationError or Unavailable), stops in stop() or the destructor.
class RunningServer {
 public:
  explicit RunningServer(const Config& config);
  ~RunningServer();

  /// Where it really listens: differs from the configuration when that says port 0.
  std::string address() const;
  void reload_certificate();
  /// Not ready from now on; stops accepting, finishes what is in flight, then the worker, then the
  /// database.
  void stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// `usher serve`: until SIGTERM or SIGINT; SIGHUP reads the certificate again. Returns the exit
/// code.
int serve(const Config& config);

}  // namespace usher
