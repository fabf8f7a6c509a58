/// Intervals and limits of the coordinators.
#pragma once

#include <cstddef>

#include "base/clock.hpp"

namespace usher::worker {

inline constexpr Duration kPollEvery{250};  ///< finds work that other processes have enqueued
inline constexpr Duration kSweepEvery{
    1000};  ///< the interval of sweeps for expired leases and for maintenance
inline constexpr Duration kErrorBackoff{1000};  ///< the pause after a failed turn
inline constexpr std::size_t kSettleCap = 32;   ///< outcomes per transaction
inline constexpr int kLastSettleTries = 3;      ///< attempts to settle before the end

}  // namespace usher::worker
