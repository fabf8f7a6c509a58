/// The use of rate limits by all nodes together.
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
  std::chrono::microseconds start{0};  ///< the time since 1970 before which use no longer counts
  std::chrono::microseconds cost{0};   ///< the cost of the new calls
};
struct Usage {
  domain::ApplicationId application;
  std::string method;
  std::chrono::microseconds used_until{0};  ///< the time since 1970
};
/// Adds new calls and returns the resulting usage. REQUIRES: each pair of application and method
/// occurs once.
std::vector<Usage> add(WriteTx& tx, std::span<const Use> uses);

}  // namespace usher::store::rate_use
