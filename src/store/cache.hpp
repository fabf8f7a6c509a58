/// Caches the rows that act as configuration.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/clock.hpp"
#include "domain/provisioning/application.hpp"
#include "domain/provisioning/plan.hpp"

namespace usher::store {

/// The maintenance switch.
struct Maintenance {
  bool on = false;
  TimePoint since;
  std::string reason;
};

/// The cache of one connection. Every change of an application, a plan or the maintenance switch
/// increments the database's epoch in its own transaction; every transaction reads the epoch
/// (epoch::Watch) and is rolled back if the cache is stale. A change applies to every request that
/// begins after its commit.
struct Cache {
  std::int64_t epoch = -1;
  std::unordered_map<std::string, std::shared_ptr<const domain::Application>> applications;
  std::unordered_map<std::int64_t, std::shared_ptr<const domain::Application>> applications_by_id;
  std::unordered_map<std::int64_t, std::shared_ptr<const domain::Plan>> plans;
  std::optional<Maintenance> maintenance;
};

}  // namespace usher::store
