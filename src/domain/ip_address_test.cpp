#include "domain/ip_address.hpp"

#include <gtest/gtest.h>

#include <set>

namespace usher::domain {
namespace {

IpAddress ip(std::string_view text) {
  const auto parsed = IpAddress::parse(text);
  EXPECT_TRUE(parsed) << text;
  return *parsed;
}

TEST(IpAddress, RefusesInvalidAddresses) {
  for (const char* bad : {"", " ", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4/24",
                          "1.2.3.4:80", "[2001:db8::1]", "2001:db8::1%eth0", "::gggg", "1.2.3.4 ",
                          "0x7f.1", "localhost", "2001:db8:::1", "12345::", "fe80::1::2"}) {
    EXPECT_FALSE(IpAddress::parse(bad)) << bad;
  }
}

TEST(IpAddress, ScopesAreDecidedAfterParsing) {
  for (const char* text : {"127.0.0.1", "192.168.0.1", "192.168.255.255", "::ffff:127.0.0.1",
                           "::ffff:192.168.1.1", "64:ff9b::192.168.0.9"}) {
    EXPECT_EQ(ip(text).scope(), IpScope::sandbox) << text;
  }
  for (const char* text :
       {"10.0.0.1", "172.16.0.1", "172.31.255.1", "169.254.1.1", "127.0.0.2", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
        "::ffff:10.0.0.1", "198.18.0.1", "2001::1",
        "2001:20::1", "2001:1ff::1", "192.88.99.1", "2002:a00:1::1", "64:ff9b:1::1", "5f00::1"}) {
    EXPECT_EQ(ip(text).scope(), IpScope::local) << text;
  }
  for (const char* text :
       {"8.8.8.8", "172.32.0.1", "192.167.0.1", "192.169.0.1", "203.0.113.7", "2001:db8::1",
        "2a00:1450::1", "2001:200::1", "2002:808:808::1", "11.0.0.1", "126.255.255.255", "128.0.0.1"}) {
    EXPECT_EQ(ip(text).scope(), IpScope::global) << text;
  }
}

TEST(IpAddress, HasOneKeyPerIPv4AddressOrIPv6Network) {
  EXPECT_EQ(ip("2001:db8:1:2::1").key(), ip("2001:db8:1:2:ffff:ffff:ffff:ffff").key());
  EXPECT_NE(ip("2001:db8:1:2::1").key(), ip("2001:db8:1:3::1").key());
  EXPECT_EQ(ip("::ffff:8.8.8.8").key(), ip("8.8.8.8").key());
  EXPECT_EQ(ip("64:ff9b::8.8.8.8").key(), ip("8.8.8.8").key());
  EXPECT_EQ(ip("2002:808:808::1").key(), ip("8.8.8.8").key());
  EXPECT_EQ(ip("2002:808:808:ffff::1").key(), ip("8.8.8.8").key());
  std::set<std::int64_t> keys;
  for (const char* text :
       {"8.8.8.8", "8.8.8.9", "1.1.1.1", "2001:db8::", "2001:db8:0:1::", "2606:4700::"}) {
    EXPECT_TRUE(keys.insert(ip(text).key()).second) << text;
  }
}

TEST(IpAddress, TextIsCanonical) {
  EXPECT_EQ(ip("2001:0DB8:0:0:0:0:0:1").text(), "2001:db8::1");
  EXPECT_EQ(ip("::ffff:8.8.4.4").text(), "8.8.4.4");
}

TEST(IpRange, MatchesByPrefix) {
  const auto in = [](const char* range, const char* address) {
    return IpRange::parse(range)->contains(ip(address));
  };
  EXPECT_TRUE(in("10.0.0.0/8", "10.255.0.1"));
  EXPECT_FALSE(in("10.0.0.0/8", "11.0.0.1"));
  EXPECT_TRUE(in("0.0.0.0/0", "8.8.8.8"));
  EXPECT_TRUE(in("127.0.0.1", "127.0.0.1"));
  EXPECT_FALSE(in("127.0.0.1", "127.0.0.2"));
  EXPECT_TRUE(in("2001:db8::/32", "2001:db8:ffff::1"));
  EXPECT_FALSE(in("2001:db8::/32", "2001:db9::1"));
  EXPECT_TRUE(in("2001:db8::/65", "2001:db8::7fff:0:0:0"));
  EXPECT_FALSE(in("2001:db8::/65", "2001:db8::8000:0:0:0"));
  EXPECT_FALSE(in("::/0", "8.8.8.8"));
  for (const char* bad :
       {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x", "x/8", "2001:db8::/129"}) {
    EXPECT_FALSE(IpRange::parse(bad)) << bad;
  }
}

}  // namespace
}  // namespace usher::domain
