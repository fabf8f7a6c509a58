/// The objects that all commands need, in the order of their construction: configuration, database,
/// key ring.
#pragma once

#include <functional>
#include <memory>

#include "base/clock.hpp"
#include "base/key_ring.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "main/config.hpp"
#include "store/store.hpp"

namespace usher {

/// Owns the configuration, the database and the key ring. Other objects hold references to them.
struct Installation {
  Config config;
  SystemClock clock;
  SystemRandom random;
  Log log;
  Metrics metrics;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<Keys> keys;

  explicit Installation(Config given);
};

LogLevel log_level_of(const std::string& word);

/// Opens the database and its key ring; creates both if neither exists. If they do not belong
/// together, throws ConfigurationError with instructions.
std::unique_ptr<Installation> open_installation(
    Config config, store::Schema schema, bool server = false,
    std::function<void()> on_work = [] {});

}  // namespace usher
