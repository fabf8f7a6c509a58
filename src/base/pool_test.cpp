#include "base/pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <semaphore>

namespace usher {
namespace {

struct Counting final : Pool::Job {
  void run() noexcept override { ++runs; }
  std::atomic<int> runs{0};
};

struct Blocking final : Pool::Job {
  void run() noexcept override {
    started.release();
    go_on.acquire();
  }
  std::binary_semaphore started{0};
  std::binary_semaphore go_on{0};
};

TEST(PoolTest, RunsWhatItTakesBeforeItEnds) {
  Counting jobs[20];
  {
    Pool pool(2, 100);
    for (Counting& job : jobs) ASSERT_TRUE(pool.post(job));
  }
  for (const Counting& job : jobs) EXPECT_EQ(job.runs, 1);
}

TEST(PoolTest, RefusesWhenTooManyWait) {
  Blocking first;
  Counting second;
  Counting third;
  {
    Pool pool(1, 1);
    ASSERT_TRUE(pool.post(first));
    first.started.acquire();
    EXPECT_TRUE(pool.post(second));
    EXPECT_FALSE(pool.post(third));
    first.go_on.release();
  }
  EXPECT_EQ(second.runs, 1);
  EXPECT_EQ(third.runs, 0);
}

}  // namespace
}  // namespace usher
