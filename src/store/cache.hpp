/// Rows that act as configuration, kept between transactions.
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

/// Whether the platform is in maintenance.
struct Maintenance {
  bool on = false;
  TimePoint since;
  std::string reason;
};

/// One per connection. Every change of an application, a plan or the maintenance switch bumps the
/// database's epoch in its own transaction; every transaction asks for it (epoch::Watch) and rests
/// on what is here only if it has not moved. So a change counts for every request that begins after
/// its commit.
struct Cache {
  std::int64_t epoch = -1;
  std::unordered_map<std::string, std::shared_ptr<const domain::Application>> applications;
  std::unordered_map<std::int64_t, std::shared_ptr<const domain::Application>> applications_by_id;
  std::unordered_map<std::int64_t, std::shared_ptr<const domain::Plan>> plans;
  std::optional<Maintenance> maintenance;
};

}  // namespace usher::store
