#include "base/token_bucket.hpp"

#include <gtest/gtest.h>

namespace usher {
namespace {

using namespace std::chrono_literals;

constexpr TokenRate kRate{20s, 120s};  // six tokens

TEST(TokenBucket, StartsFullAndRefillsOverTime) {
  TokenBucket bucket;
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(bucket.time_until(1, kRate, 1h), 0s);
    bucket.take(1, kRate, 1h);
  }
  EXPECT_EQ(bucket.time_until(1, kRate, 1h), 20s);
  EXPECT_EQ(bucket.time_until(1, kRate, 1h + 19s), 1s);
  EXPECT_EQ(bucket.time_until(1, kRate, 1h + 20s), 0s);
  EXPECT_EQ(bucket.time_until(3, kRate, 1h), 60s);
}

TEST(TokenBucket, NeverHoldsMoreThanItsBurst) {
  TokenBucket bucket;
  bucket.take(1, kRate, 1h);
  EXPECT_EQ(bucket.time_until(6, kRate, 10h), 0s);
  EXPECT_EQ(bucket.time_until(7, kRate, 10h), 20s);
  EXPECT_EQ(bucket.missing(kRate, 10h), 0);
}

TEST(TokenBucket, TakesOnCredit) {
  TokenBucket bucket;
  bucket.take(8, kRate, 1h);
  EXPECT_EQ(bucket.missing(kRate, 1h), 8);
  EXPECT_EQ(bucket.empty_at(), 1h + 40s);
  EXPECT_EQ(bucket.time_until(1, kRate, 1h), 60s);
}

TEST(TokenBucket, GetsTokensBack) {
  TokenBucket bucket;
  bucket.take(2, kRate, 1h);
  bucket.put_back(1, kRate);
  EXPECT_EQ(bucket.missing(kRate, 1h), 1);
  EXPECT_EQ(bucket.missing(kRate, 1h + 5s), 0.75);
  bucket.put_back(5, kRate);
  EXPECT_EQ(bucket.missing(kRate, 1h), 0);
  EXPECT_EQ(bucket.time_until(7, kRate, 1h), 20s);
}

TEST(TokenBucket, StartsEmptyAtAGivenTime) {
  const TokenBucket bucket(1h);
  EXPECT_EQ(bucket.time_until(1, kRate, 1h), 20s);
  EXPECT_EQ(bucket.missing(kRate, 1h), 6);
}

}  // namespace
}  // namespace usher
