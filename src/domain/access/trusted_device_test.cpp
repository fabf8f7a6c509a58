#include "domain/access/trusted_device.hpp"

#include <gtest/gtest.h>

namespace usher::domain {
namespace {

TEST(TrustedDevice, ACookieIsValidForItsAccountOnly) {
  SystemRandom random;
  const Keys keys(KeyRing::generate(random), {});
  const TimePoint set_at = from_ms(1'764'076'374'123);
  const std::string cookie = make_device_cookie(keys.newest(), {7}, set_at, random);
  EXPECT_EQ(read_device_cookie(keys, {7}, cookie), set_at);
  EXPECT_EQ(read_device_cookie(keys, {8}, cookie), std::nullopt);
  EXPECT_NE(make_device_cookie(keys.newest(), {7}, set_at, random), cookie);
}

TEST(TrustedDevice, RejectsForgedCookies) {
  SystemRandom random;
  const Keys keys(KeyRing::generate(random), {});
  const std::string cookie =
      make_device_cookie(keys.newest(), {7}, from_ms(1'764'076'374'123), random);
  for (const std::string& bad :
       {std::string(), cookie.substr(1), cookie + "a", cookie.substr(0, cookie.size() - 1),
        std::string(52, 'a'), std::string(60, '.'), std::string(4000, 'a')}) {
    EXPECT_EQ(read_device_cookie(keys, {7}, bad), std::nullopt) << bad;
  }
  std::string later = cookie;
  ++later[later.find('.') + 1];
  EXPECT_EQ(read_device_cookie(keys, {7}, later), std::nullopt) << "another time";
}

}  // namespace
}  // namespace usher::domain
