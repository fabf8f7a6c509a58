#include "main/installation.hpp"
#include "service/old_call.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "service/key_ring.hpp"

namespace usher {
namespace {

constexpr int kReaders = 1;

/// The ring in the file, or a new one when neither file nor database has ever had one.
std::unique_ptr<Keys> open_key_ring(Installation& installation) {
  const std::string& file = installation.config.key_file;
  std::optional<KeyRing> ring = read_key_ring(file);
  if (!ring) {
    service::key_ring::IsUnused is_unused;
    if (!store::old_ask(*installation.store, store::Access::read, is_unused, {})) {
      throw ConfigurationError(fmt::format(
          "The key ring {} is missing, but this database is in use. Restore the file from "
          "your backup: without it no status or password can be told any more.",
          file));
    }
    create_key_ring(file, KeyRing::generate(installation.random));
    ring = read_key_ring(file);
  }
  service::key_ring::Enrol enrol;
  const Result<void> enrolled =
      store::old_ask(*installation.store, store::Access::write, enrol, &*ring);
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
    out->log.warn("configuration", {{"warning", warning}});
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
