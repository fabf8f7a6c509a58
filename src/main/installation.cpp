#include "main/installation.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "service/key_ring.hpp"
#include "service/operation.hpp"
#include "service/retirement.hpp"

namespace usher {
namespace {

constexpr int kReaders = 1;

/// Reads the ring from its file. Creates one if the file is missing and the database is unused.
/// An existing ring needs a database that uses it, unless this is a new installation.
std::unique_ptr<Keys> open_key_ring(Installation& installation, bool new_installation) {
  const std::string& file = installation.config.key_file;
  std::optional<KeyRing> ring = read_key_ring(file);
  const bool unused = service::call<&service::is_key_ring_unused>(*installation.store);
  const bool foreign = ring && unused &&
                       !service::call<&service::is_key_ring_announced>(*installation.store, &*ring);
  if (foreign && !new_installation) {
    throw ConfigurationError(fmt::format(
        "The key ring {} belongs to another database: {} is empty. Restore that database from its "
        "backup, or correct database.url. Only if this ring is meant for a new installation, add "
        "--new-installation.",
        file, store::without_password(installation.config.database_url)));
  }
  if (!ring) {
    if (!unused) {
      throw ConfigurationError(fmt::format(
          "The key ring {} is missing, but this database is in use. Restore the file from "
          "your backup: without it statuses and passwords can no longer be verified.",
          file));
    }
    const KeyRing created = KeyRing::generate(installation.random);
    service::call<&service::announce_key_ring>(*installation.store, &created);
    create_key_ring(file, created);
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

store::DatabaseLocation database_location(const Config& config) {
  return {config.database_url, Secret(config.database_password)};
}

void require_database(const Config& config) {
  if (store::exists(config.database_url)) return;
  throw ConfigurationError(
      fmt::format("There is no database at {}. Name a configuration with --config, or create the "
                  "database with 'usher serve', 'usher app register' or 'usher check --init'.",
                  config.database_url));
}

std::unique_ptr<Installation> open_installation(OpenOptions given) {
  if (given.schema == store::Schema::verify) require_database(given.config);
  auto out = std::make_unique<Installation>(std::move(given.config));
  for (const std::string& warning : out->config.warnings) {
    out->log.warn("environment variable ignored", {{"warning", warning}});
  }
  store::StoreOptions options;
  options.url = out->config.database_url;
  options.password = Secret(out->config.database_password);
  options.connections = out->config.database_connections;
  options.readers = kReaders;
  options.server = given.server;
  options.schema = given.schema;
  options.on_work = std::move(given.on_work);
  out->store = store::open(options, out->clock, out->log, out->metrics);
  if (const auto retired = service::call<&service::read_retirement>(*out->store)) {
    throw ConfigurationError(fmt::format(
        "The database {} was moved to {} on {} and must not be used any more: both would issue the "
        "same ids. Set database.url to the new database. To move back, run 'usher copy' from it "
        "to an empty database.",
        store::without_password(out->config.database_url), retired->value,
        to_rfc3339(retired->changed_at)));
  }
  out->keys = open_key_ring(*out, given.new_installation);
  return out;
}

}  // namespace usher
