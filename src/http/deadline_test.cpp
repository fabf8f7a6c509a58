#include "http/deadline.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace usher::http {
namespace {

using std::chrono::milliseconds;

/// Returns after how many seconds a transfer is ended, at 100 ms per check; nullopt if it completes.
std::optional<int> ended_after(std::uint64_t length, std::uint64_t rate,
                               std::uint64_t stalls_at = UINT64_MAX) {
  Deadline deadline;
  const SteadyTime start = std::chrono::steady_clock::now();
  deadline.set_for_transfer(std::chrono::seconds(10), 8192, 500);
  for (std::uint64_t tick = 1;; ++tick) {
    const std::uint64_t bytes = std::min({tick * rate / 10, length, stalls_at});
    if (bytes == length) return std::nullopt;
    if (deadline.check(start + milliseconds(100) * tick, 500 + bytes)) {
      EXPECT_TRUE(deadline.expired());
      return static_cast<int>(tick / 10);
    }
  }
}

TEST(DeadlineTest, ASlowButSteadyTransferCompletes) {
  EXPECT_EQ(ended_after(1'500'000, 100'000), std::nullopt);
  EXPECT_EQ(ended_after(8'000'000, 10'000), std::nullopt) << "800 seconds";
  EXPECT_EQ(ended_after(80'000, 8'192), std::nullopt);
}

TEST(DeadlineTest, ATransferBelowTheMinimumRateEnds) {
  const auto seconds = ended_after(8'000'000, 1'000);
  ASSERT_TRUE(seconds);
  EXPECT_GE(*seconds, 10);
  EXPECT_LE(*seconds, 13);
  EXPECT_EQ(ended_after(8'000'000, 0), 10);
}

TEST(DeadlineTest, AStallEndsATransfer) {
  const auto seconds = ended_after(8'000'000, 1'000'000, 5'000'000);
  ASSERT_TRUE(seconds);
  EXPECT_LE(*seconds, 25);
}

TEST(DeadlineTest, APointInTimeIsNotExtended) {
  Deadline deadline;
  const SteadyTime now = std::chrono::steady_clock::now();
  deadline.set(now + milliseconds(100));
  EXPECT_FALSE(deadline.check(now + milliseconds(99), 1));
  EXPECT_TRUE(deadline.check(now + milliseconds(100), 2));
  deadline.clear();
  EXPECT_FALSE(deadline.check(now + std::chrono::hours(1), 3));
}

}  // namespace
}  // namespace usher::http
