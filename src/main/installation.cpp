#include "main/installation.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "service/key_ring.hpp"
#include "service/operation.hpp"

namespace usher {
namespace {

constexpr int kReaders = 1;

/// Reads the ring from its file. Creates one if the file is missing and the database is unused.
std::unique_ptr<Keys> open_key_ring(Installation& installation) {
  const std::string& file = installation.config.key_file;
  std::optional<KeyRing> ring = read_key_ring(file);
  if (!ring) {
    if (!service::call<&service::is_key_ring_unused>(*installation.store)) {
      throw ConfigurationError(fmt::format(
          "The key ring {} is missing, but this database is in use. Restore the file from "
          "your backup: without it statuses and passwords can no longer be verified.",
          file));
    }
    create_key_ring(file, KeyRing::generate(installation.random));
    ring = read_key_ring(file);
  }
  const auto enrolled = service::call<&service::enrol_key_ring>(*installation.store, &*ring);
  if (!enrolled) {
    throw ConfigurationError(fmt::format("{}: {}", file, enrolled.error().message));
  }
  return std::make_unique<Keys>(*ring, file);
}

}  // namespace

LogLevel log_level_of(const std::string& word) {
  if (word == "debug") return LogLevel::debug;
  if (word == "warn") return LogLevel::warn;
  if (word == "error") return LogLevel::error;
  return word == "off" ? LogLevel::off : LogLevel::info;
}

Installation::Installation(Config given)
    : config(std::move(given)), log(log_level_of(config.log_level)) {}

std::unique_ptr<Installation> open_installation(Config config, store::Schema schema, bool server,
                                                std::function<void()> on_work) {
  auto out = std::make_unique<Installation>(std::move(config));
  for (const std::string& warning : out->config.warnings) {
    out->log.warn("environment variable ignored", {{"warning", warning}});
  }
  store::StoreOptions options;
  options.url = out->config.database_url;
  options.password = Secret(out->config.database_password);
  options.connections = out->config.database_connections;
  options.readers = kReaders;
  options.server = server;
  options.schema = schema;
  options.on_work = std::move(on_work);
  out->store = store::open(options, out->clock, out->log, out->metrics);
  out->keys = open_key_ring(*out);
  return out;
}

}  // namespace usher
