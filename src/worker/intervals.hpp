/// Defines intervals and limits of the coordinators.
#pragma once

#include <cstddef>

#include "base/clock.hpp"

namespace usher::worker {

inline constexpr Duration kPollEvery{250};      ///< interval of polls for work of other processes
inline constexpr Duration kSweepEvery{1000};    ///< interval of sweeps
inline constexpr Duration kErrorBackoff{1000};  ///< pause after a failed turn
inline constexpr std::size_t kSettleCap = 32;   ///< the maximum number of outcomes per transaction
inline constexpr int kLastSettleTries = 3;      ///< the number of attempts to settle before the end

}  // namespace usher::worker
