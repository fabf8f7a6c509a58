/// The use of rate limits by all nodes, in the database.
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
  std::chrono::microseconds start{0};  ///< time since 1970 before which use no longer counts
  std::chrono::microseconds cost{0};   ///< the use by the new calls
};
struct Usage {
  domain::ApplicationId application;
  std::string method;
  std::chrono::microseconds used_until{0};  ///< time since 1970 until which the limit is used up
};
/// Adds new calls and returns the resulting usage. REQUIRES: each pair of application and method
/// occurs once.
std::vector<Usage> add(WriteTx& tx, std::span<const Use> uses);

}  // namespace usher::store::rate_use
