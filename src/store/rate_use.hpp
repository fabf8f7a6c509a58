/// How much of a rate limit all nodes together have used up.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "domain/provisioning/application.hpp"
#include "store/tx.hpp"

namespace usher::store::rate_use {

struct Use {
  domain::ApplicationId application;
  std::string method;
  std::chrono::microseconds start{0};  ///< since 1970: before this nothing that was used counts
  std::chrono::microseconds cost{0};   ///< what is used up now
};
struct Usage {
  domain::ApplicationId application;
  std::string method;
  std::chrono::microseconds used_until{0};  ///< since 1970
};
/// Adds what was used; returns how each stands. REQUIRES: no application and method twice.
std::vector<Usage> add(WriteTx& tx, std::span<const Use> uses);

}  // namespace usher::store::rate_use
