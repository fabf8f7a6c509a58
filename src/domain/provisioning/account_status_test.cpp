#include "domain/provisioning/account_status.hpp"

#include <gtest/gtest.h>

namespace usher::domain {
namespace {

constexpr Capability kAll[] = {Capability::sign_in, Capability::use_api, Capability::send,
                               Capability::view_online};

TEST(AccountStatusTest, AnAccountExpiresAtItsExpiryTime) {
  Account account;
  EXPECT_EQ(status_of(account, from_ms(1'000)), AccountStatus::open) << "no end";
  account.expires_at = from_ms(1'000);
  EXPECT_EQ(status_of(account, from_ms(999)), AccountStatus::open);
  EXPECT_EQ(status_of(account, from_ms(1'000)), AccountStatus::expired);
}

TEST(AccountStatusTest, OnlyAnOpenAccountAllowsActions) {
  for (const Capability capability : kAll) {
    EXPECT_TRUE(may(AccountStatus::open, capability));
    EXPECT_FALSE(may(AccountStatus::expired, capability));
  }
  EXPECT_EQ(refusal_of(AccountStatus::expired), "This account has expired.");
}

}  // namespace
}  // namespace usher::domain
