#include "domain/mailing/bounce.hpp"

#include <gtest/gtest.h>

namespace usher::domain {
namespace {

TEST(Bounce, OnlyAMissingMailboxIsABadAddress) {
  for (const char* const answer :
       {"550 5.1.1 no such user", "550 no such user", "551 not local", "553 not allowed",
        "550 5.1.10 null MX", "550 5.2.1 disabled", "550 5.1.1", "550"}) {
    EXPECT_TRUE(reply_means_bad_address(answer)) << answer;
  }
  for (const char* const answer :
       {"550 5.7.1 looks like spam", "554 5.7.1 relay access denied", "554 no", "552 full",
        "550 5.1.11 x", "550 5.2.2 full", "", "5.1.1"}) {
    EXPECT_FALSE(reply_means_bad_address(answer)) << answer;
  }
  EXPECT_TRUE(is_bad_address("5.1.1"));
  EXPECT_TRUE(is_bad_address("5.1.1 (bad destination mailbox address)"));
  EXPECT_FALSE(is_bad_address("5.0.0"));
  EXPECT_FALSE(is_bad_address(""));
}

}  // namespace
}  // namespace usher::domain
