/// How often the coordinating threads of workers look, and how they rest.
#pragma once

#include <cstddef>

#include "base/clock.hpp"

namespace usher::worker {

inline constexpr Duration kPollEvery{250};      ///< other processes can't wake us
inline constexpr Duration kSweepEvery{1000};    ///< for leases that are over
inline constexpr Duration kErrorBackoff{1000};  ///< after a turn that failed
inline constexpr std::size_t kSettleCap = 32;   ///< outcomes in one transaction
inline constexpr int kLastSettleTries = 3;      ///< of what was under way when the end came

}  // namespace usher::worker
