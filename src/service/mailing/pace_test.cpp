#include "service/mailing/pace.hpp"

#include <gtest/gtest.h>

namespace usher::service {
namespace {

using std::chrono::milliseconds;
constexpr domain::AccountId kAccount{1};

/// Returns the number of mails that are sent in `time` with one turn per `step`.
int sent_in(Pace& pace, std::int64_t per_second, Duration begin, Duration time, Duration step) {
  int total = 0;
  for (Duration now = begin; now < begin + time; now += step) {
    const int both =
        std::min(pace.allowance(1000, now), pace.allowance(kAccount, per_second, 1000, now));
    if (both > 0) pace.take(kAccount, per_second, both, now);
    total += both;
  }
  return total;
}

TEST(Pace, HoldsOverTimeWithoutDrift) {
  for (const int step : {1, 7, 130, 249, 900}) {
    Pace pace(0);
    EXPECT_NEAR(sent_in(pace, 7, milliseconds(100'000), milliseconds(100'000), milliseconds(step)),
                700, 7)
        << step;
    Pace total(7);
    EXPECT_NEAR(sent_in(total, 0, milliseconds(100'000), milliseconds(100'000), milliseconds(step)),
                700, 7)
        << step;
  }
}

TEST(Pace, OneMailIsAvailableAfterAPause) {
  Pace pace(0);
  pace.take(kAccount, 10, 1, milliseconds(1000));
  EXPECT_EQ(pace.allowance(kAccount, 10, 1000, milliseconds(60'000)), 1);
  EXPECT_EQ(pace.allowance({2}, 10, 1000, milliseconds(60'000)), 1);
}

TEST(Pace, ReturnsTheTimeToWait) {
  Pace pace(2);
  pace.take(kAccount, 4, 3, milliseconds(1000));
  EXPECT_EQ(pace.wait(kAccount, 4, 0, milliseconds(1000)), milliseconds(750));
  EXPECT_EQ(pace.wait(milliseconds(1000)), milliseconds(1500));
  EXPECT_EQ(pace.allowance(kAccount, 4, 5, milliseconds(1749)), 0);
  EXPECT_EQ(pace.allowance(kAccount, 4, 5, milliseconds(1750)), 1);
  EXPECT_EQ(Pace(0).allowance(5, milliseconds(0)), 5);
}

TEST(Pace, NodesShare) {
  Pace pace(0);
  pace.share(2);
  EXPECT_NEAR(sent_in(pace, 10, milliseconds(0), milliseconds(10'000), milliseconds(50)), 50, 2);
}

}  // namespace
}  // namespace usher::service
