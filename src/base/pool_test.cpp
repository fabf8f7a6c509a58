#include "base/pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <semaphore>

namespace usher {
namespace {

struct Counting final : Pool::Job {
  void run() noexcept override {
    ++runs;
    finished.release();
  }
  void drop() noexcept override { ++drops; }
  std::atomic<int> runs{0};
  std::atomic<int> drops{0};
  std::binary_semaphore finished{0};
};

struct Blocking final : Pool::Job {
  void run() noexcept override {
    started.release();
    resume.acquire();
  }
  void drop() noexcept override {}
  std::binary_semaphore started{0};
  std::binary_semaphore resume{0};
};

TEST(PoolTest, RunsEachJobOnce) {
  Counting jobs[20];
  {
    Pool pool(2, 100);
    for (Counting& job : jobs) ASSERT_TRUE(pool.post(job));
    for (Counting& job : jobs) job.finished.acquire();
  }
  for (const Counting& job : jobs) EXPECT_EQ(job.runs, 1);
}

TEST(PoolTest, DropsQueuedJobsWhenItStops) {
  Blocking running;
  Counting waiting;
  Counting late;
  {
    Pool pool(1, 10);
    ASSERT_TRUE(pool.post(running));
    running.started.acquire();
    ASSERT_TRUE(pool.post(waiting));
    pool.stop();
    EXPECT_EQ(waiting.drops, 1) << "immediately, although the thread is busy";
    EXPECT_FALSE(pool.post(late));
    running.resume.release();
  }
  EXPECT_EQ(waiting.runs, 0);
  EXPECT_EQ(late.runs + late.drops, 0);
}

TEST(PoolTest, RefusesJobsWhenTheQueueIsFull) {
  Blocking first;
  Counting second;
  Counting third;
  {
    Pool pool(1, 1);
    ASSERT_TRUE(pool.post(first));
    first.started.acquire();
    EXPECT_TRUE(pool.post(second));
    EXPECT_FALSE(pool.post(third));
    first.resume.release();
    second.finished.acquire();
  }
  EXPECT_EQ(second.runs, 1);
  EXPECT_EQ(third.runs, 0);
}

}  // namespace
}  // namespace usher
