/// Intervals and limits of the coordinators.
#pragma once

#include <cstddef>

#include "base/clock.hpp"

namespace usher::worker {

inline constexpr Duration kPollEvery{250};      ///< finds work that other processes have enqueued
inline constexpr Duration kSweepEvery{1000};    ///< of maintenance, and of expired leases
inline constexpr Duration kErrorBackoff{1000};  ///< after a failed turn
inline constexpr std::size_t kSettleCap = 32;   ///< outcomes per transaction
inline constexpr int kLastSettleTries = 3;      ///< attempts to settle before the end

}  // namespace usher::worker
