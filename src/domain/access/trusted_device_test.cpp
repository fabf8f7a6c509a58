#include "domain/access/trusted_device.hpp"

#include <gtest/gtest.h>

namespace usher::domain {
namespace {

TEST(TrustedDevice, AMarkNamesItsPasswordToItsAccountOnly) {
  SystemRandom random;
  const Keys keys(KeyRing::generate(random), {});
  const TimePoint set_at = from_ms(1'764'076'374'123);
  const std::string mark = known_browser_mark(keys.newest(), {7}, set_at, random);
  EXPECT_EQ(password_of_known_browser(keys, {7}, mark), set_at);
  EXPECT_EQ(password_of_known_browser(keys, {8}, mark), std::nullopt);
  EXPECT_NE(known_browser_mark(keys.newest(), {7}, set_at, random), mark);
}

TEST(TrustedDevice, WhatIsNoMarkIsNone) {
  SystemRandom random;
  const Keys keys(KeyRing::generate(random), {});
  const std::string mark =
      known_browser_mark(keys.newest(), {7}, from_ms(1'764'076'374'123), random);
  for (const std::string& bad :
       {std::string(), mark.substr(1), mark + "a", mark.substr(0, mark.size() - 1),
        std::string(52, 'a'), std::string(60, '.'), std::string(4000, 'a')}) {
    EXPECT_EQ(password_of_known_browser(keys, {7}, bad), std::nullopt) << bad;
  }
  std::string later = mark;
  ++later[later.find('.') + 1];
  EXPECT_EQ(password_of_known_browser(keys, {7}, later), std::nullopt) << "another time";
}

}  // namespace
}  // namespace usher::domain
