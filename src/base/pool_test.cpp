#include "base/pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <semaphore>

namespace usher {
namespace {

struct Counting final : Pool::Job {
  void run() noexcept override {
    ++runs;
    over.release();
  }
  void drop() noexcept override { ++drops; }
  std::atomic<int> runs{0};
  std::atomic<int> drops{0};
  std::binary_semaphore over{0};
};

struct Blocking final : Pool::Job {
  void run() noexcept override {
    started.release();
    go_on.acquire();
  }
  void drop() noexcept override {}
  std::binary_semaphore started{0};
  std::binary_semaphore go_on{0};
};

TEST(PoolTest, RunsEachOnce) {
  Counting jobs[20];
  {
    Pool pool(2, 100);
    for (Counting& job : jobs) ASSERT_TRUE(pool.post(job));
    for (Counting& job : jobs) job.over.acquire();
  }
  for (const Counting& job : jobs) EXPECT_EQ(job.runs, 1);
}

TEST(PoolTest, DropsWhatWaitsWhenItEnds) {
  Blocking running;
  Counting waiting;
  Counting late;
  {
    Pool pool(1, 10);
    ASSERT_TRUE(pool.post(running));
    running.started.acquire();
    ASSERT_TRUE(pool.post(waiting));
    pool.stop();
    EXPECT_EQ(waiting.drops, 1) << "at once, though its thread is busy";
    EXPECT_FALSE(pool.post(late));
    running.go_on.release();
  }
  EXPECT_EQ(waiting.runs, 0);
  EXPECT_EQ(late.runs + late.drops, 0);
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
    second.over.acquire();
  }
  EXPECT_EQ(second.runs, 1);
  EXPECT_EQ(third.runs, 0);
}

}  // namespace
}  // namespace usher
