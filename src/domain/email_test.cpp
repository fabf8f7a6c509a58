#include "domain/email.hpp"

#include <gtest/gtest.h>

#include "domain/provisioning/disposable_domains.hpp"

namespace usher::domain {
namespace {

std::string address(std::string_view text) {
  const auto email = parse_email(text);
  return email ? email->address : "(" + email.error().message + ")";
}

TEST(Email, NormalisesTheDomainAndKeepsTheLocalPart) {
  EXPECT_EQ(address("  Mario.Rossi@Example.COM "), "Mario.Rossi@example.com");
  EXPECT_EQ(address("info@caffè.it"), "info@xn--caff-8oa.it");
  EXPECT_EQ(address("info@日本語.jp"), "info@xn--wgv71a119e.jp");
  EXPECT_EQ(address("a@blåbær.dk"), "a@xn--blbr-roah.dk");
  EXPECT_EQ(address("o'neil+tag@a.example"), "o'neil+tag@a.example");
  EXPECT_EQ(address("\"a b\"@example.com"), "\"a b\"@example.com");
  EXPECT_EQ(address("a@XN--CAFF-8OA.IT"), "a@xn--caff-8oa.it");
}

TEST(Email, RefusesInvalidAddresses) {
  for (const char* bad : {"",
                          "a",
                          "@example.com",
                          "a@",
                          "a@b",
                          "a@localhost",
                          "a b@example.com",
                          "a@exa mple.com",
                          ".a@example.com",
                          "a.@example.com",
                          "a..b@example.com",
                          "a@-example.com",
                          "a@example-.com",
                          "a@example..com",
                          "a@.com",
                          "a@example.com.",
                          "a@[127.0.0.1]",
                          "a@127.0.0.1",
                          "a@b@example.com",
                          "\"a@example.com",
                          "a\"b@example.com",
                          "Name <a@example.com>",
                          "a@example.com,b@example.com",
                          "a(c)@example.com",
                          "a@exa_mple.com",
                          "mailto:a@example.com",
                          "è@example.com",
                          "a@xn--zzzzz-99999999999.com",
                          "a\r\nBcc: b@example.com",
                          "a@example.com\xFF"}) {
    EXPECT_FALSE(parse_email(bad)) << bad << " became " << address(bad);
  }
}

TEST(Email, HasTheLengthsOfRfc5321) {
  EXPECT_TRUE(parse_email(std::string(64, 'a') + "@example.com"));
  EXPECT_FALSE(parse_email(std::string(65, 'a') + "@example.com"));
  const std::string label(60, 'b');
  EXPECT_TRUE(parse_email("a@" + label + "." + label + "." + label + "." + label + ".com"));
  EXPECT_FALSE(
      parse_email(std::string(64, 'a') + "@" + label + "." + label + "." + label + ".info.com"));
  EXPECT_FALSE(parse_email("a@" + std::string(64, 'b') + ".com"));
}

TEST(Email, EqualAddressesHaveEqualKeys) {
  EXPECT_EQ(address_key("a@example.com"), address_key("a@example.com"));
  EXPECT_NE(address_key("a@example.com"), address_key("b@example.com"));
}

TEST(DisposableDomains, ContainListedDomainsAndTheirSubdomains) {
  EXPECT_TRUE(is_disposable("mailinator.com"));
  EXPECT_TRUE(is_disposable("inbox.mailinator.com"));
  EXPECT_FALSE(is_disposable("example.com"));
  EXPECT_FALSE(is_disposable("notmailinator.example"));
  EXPECT_FALSE(is_disposable("com"));
}

}  // namespace
}  // namespace usher::domain
