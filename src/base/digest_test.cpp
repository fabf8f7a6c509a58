#include "base/digest.hpp"

#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "base/secret.hpp"

namespace usher {
namespace {

TEST(Digest, Sha256OfTheStandardsExample) {
  EXPECT_EQ(to_hex(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Digest, HmacOfRfc4231Case2) {
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Digest, HkdfOfRfc5869Case3FirstBlock) {  // no salt, no info
  const std::string key(22, '\x0b');
  EXPECT_EQ(to_hex(hkdf_sha256(key, "")),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
}

TEST(Secret, ComparesByValueAndWipesOnMove) {
  EXPECT_TRUE(constant_time_equal("abc", "abc"));
  EXPECT_FALSE(constant_time_equal("abc", "abd"));
  EXPECT_FALSE(constant_time_equal("abc", "abcd"));
  Secret from("password");
  const Secret to(std::move(from));
  EXPECT_EQ(to.reveal(), "password");
  EXPECT_TRUE(from.empty());  // NOLINT: tests the moved-from state
}

}  // namespace
}  // namespace usher
