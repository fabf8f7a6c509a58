// Refresh tokens: rotation, the grace period, detection of reuse.
#include "domain/access/grant.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"

namespace usher::domain {
namespace {

const Key kKey("k1", Secret(std::string(32, 'k')));
const TimePoint kStart = from_ms(1'790'000'000'000);
constexpr Duration kSecond = std::chrono::seconds(1);

Grant sample() {
  Grant grant;
  grant.id = {7};
  grant.expires_at = kStart + kRefreshTokenLife;
  return grant;
}

TEST(RefreshToken, CarriesItsClaimAndAMac) {
  const Secret token = refresh_token(kKey, {{7}, 3, 1000});
  const auto claim = read_refresh_token(token.reveal());
  ASSERT_TRUE(claim);
  EXPECT_EQ(claim->grant, GrantId{7});
  EXPECT_EQ(claim->generation, 3);
  EXPECT_EQ(claim->created_at_ms, 1000);
  EXPECT_NE(token.reveal(), refresh_token(kKey, {{7}, 3, 1001}).reveal());
  EXPECT_EQ(token.reveal().find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz"),
            std::string::npos);
  EXPECT_NE(token.reveal(), refresh_token(kKey, {{7}, 4, 1000}).reveal());
  EXPECT_NE(token.reveal(),
            refresh_token(Key("k2", Secret(std::string(32, 'x'))), {{7}, 3, 1000}).reveal());
}

TEST(RefreshToken, MalformedTokensAreNotRead) {
  const std::string good = refresh_token(kKey, {{7}, 3, 1000}).reveal();
  for (const std::string& bad : {std::string(), good + "a", good.substr(1), "-" + good.substr(1),
                                 std::string(good.size(), '0'), "g" + good.substr(1)}) {
    EXPECT_FALSE(read_refresh_token(bad)) << bad;
  }
}

TEST(Grant, AUsedTokenGivesTheSameSuccessorWithinItsGrace) {
  Grant grant = sample();
  EXPECT_EQ(redeem(grant, 1, kStart), RefreshOutcome::advanced);
  EXPECT_EQ(grant.generation, 2);
  EXPECT_EQ(redeem(grant, 1, kStart + 59 * kSecond), RefreshOutcome::repeated);
  EXPECT_EQ(grant.generation, 2);
  EXPECT_EQ(redeem(grant, 1, kStart + 60 * kSecond), RefreshOutcome::reuse_detected);
}

TEST(Grant, EachGenerationHasItsOwnGrace) {
  Grant grant = sample();
  EXPECT_EQ(redeem(grant, 1, kStart), RefreshOutcome::advanced);
  EXPECT_EQ(redeem(grant, 2, kStart + 50 * kSecond), RefreshOutcome::advanced);
  EXPECT_EQ(redeem(grant, 1, kStart + 55 * kSecond), RefreshOutcome::repeated);
  EXPECT_EQ(redeem(grant, 2, kStart + 100 * kSecond), RefreshOutcome::repeated);
  EXPECT_EQ(redeem(grant, 1, kStart + 100 * kSecond), RefreshOutcome::reuse_detected);
}

TEST(Grant, ExpiredRevokedAndNeverIssued) {
  Grant grant = sample();
  EXPECT_EQ(redeem(grant, 2, kStart), RefreshOutcome::unknown);
  EXPECT_EQ(redeem(grant, 1, kStart + kRefreshTokenLife), RefreshOutcome::unknown);
  grant.revoked_at = kStart;
  EXPECT_EQ(redeem(grant, 1, kStart), RefreshOutcome::unknown);
}

TEST(Grant, UseProlongsIt) {
  Grant grant = sample();
  const TimePoint late = kStart + kRefreshTokenLife - kSecond;
  EXPECT_EQ(redeem(grant, 1, late), RefreshOutcome::advanced);
  EXPECT_EQ(grant.expires_at, late + kRefreshTokenLife);
}

TEST(Grant, AdvancesNoFurtherThanItCanRemember) {
  Grant grant = sample();
  for (int i = 1; i <= 16; ++i) EXPECT_EQ(redeem(grant, i, kStart), RefreshOutcome::advanced);
  EXPECT_EQ(redeem(grant, 17, kStart), RefreshOutcome::too_often);
  EXPECT_EQ(redeem(grant, 1, kStart), RefreshOutcome::repeated) << "none is forgotten";
  EXPECT_EQ(redeem(grant, 17, kStart + kRefreshGrace), RefreshOutcome::advanced);
  EXPECT_EQ(redeem(grant, 1, kStart + kRefreshGrace), RefreshOutcome::reuse_detected)
      << "nor later on";
}

TEST(Grant, ExpiresWithItsAccount) {
  Grant grant = sample();
  grant.account_expires_at = kStart + kSecond;
  EXPECT_EQ(redeem(grant, 1, kStart), RefreshOutcome::advanced);
  EXPECT_EQ(redeem(grant, 2, kStart + kSecond), RefreshOutcome::unknown);
}

TEST(Grant, RecentUsesSurviveTheDatabase) {
  Grant grant = sample();
  redeem(grant, 1, kStart);
  redeem(grant, 2, kStart + kSecond);
  EXPECT_EQ(read_recent_uses(recent_uses_text(grant)), grant.recent_uses);
  EXPECT_TRUE(read_recent_uses("").empty());
}

}  // namespace
}  // namespace usher::domain
