#include "domain/access/password.hpp"

#include <gtest/gtest.h>

namespace usher::domain {
namespace {

Account sample_account() {
  Account account;
  account.id = {1234};
  account.address = "anna.rossi@example.com";
  return account;
}

TEST(Password, GoodOnes) {
  for (const char* good : {"three quiet red foxes", "012345678901", "三匹の静かな赤い狐たちの夜",
                           "m123 is not it", "anna and others"}) {
    EXPECT_FALSE(flaw_of(sample_account(), good).has_value()) << good;
  }
}

TEST(Password, LengthCountsCharacters) {
  EXPECT_EQ(flaw_of(sample_account(), "elevenchars"), PasswordFlaw::too_short);
  EXPECT_EQ(flaw_of(sample_account(), "あいうえおかきくけこさ"), PasswordFlaw::too_short);
  EXPECT_FALSE(flaw_of(sample_account(), "あいうえおかきくけこさし").has_value());
  EXPECT_EQ(flaw_of(sample_account(), std::string(201, 'x')), PasswordFlaw::too_long);
}

TEST(Password, GuessableOnes) {
  for (const char* bad : {"aaaaaaaaaaaaaaaa", "abcabcabcabcabc", "狐夜狐夜狐夜狐夜狐夜狐夜",
                          "Anna.Rossi2026!", "my M1234 password"}) {
    EXPECT_EQ(flaw_of(sample_account(), bad), PasswordFlaw::guessable) << bad;
  }
}

TEST(ResetToken, NamesItsAccount) {
  const Key key("k1", Secret(std::string(32, 'k')));
  const Secret token = reset_token(key, {7}, "nonce");
  EXPECT_EQ(account_of_reset_token(token.reveal())->value, 7);
  EXPECT_NE(token.reveal(), reset_token(key, {7}, "another").reveal());
  EXPECT_NE(token.reveal(), reset_token(key, {8}, "nonce").reveal());
  for (const char* none : {"", "x", "0000000000000007"}) {
    EXPECT_FALSE(account_of_reset_token(none).has_value()) << none;
  }
}

}  // namespace
}  // namespace usher::domain
