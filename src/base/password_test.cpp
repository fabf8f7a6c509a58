#include "base/password.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include <array>

namespace usher {
namespace {

TEST(PasswordTest, AcceptsTheRightPasswordOnly) {
  const std::string hash = hash_password(Secret("correct horse battery"));
  EXPECT_TRUE(verify_password(hash, Secret("correct horse battery")));
  EXPECT_FALSE(verify_password(hash, Secret("correct horse batterz")));
  EXPECT_FALSE(verify_password(hash, Secret("")));
}

TEST(PasswordTest, StoresCostAndAFreshSalt) {
  const std::string hash = hash_password(Secret("correct horse battery"));
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
  EXPECT_NE(hash, hash_password(Secret("correct horse battery")));
}

TEST(PasswordTest, AMalformedHashMatchesNoPassword) {
  for (const char* text : {"", "plain", "$argon2id$", "$argon2i$v=19$m=19456,t=2,p=1$AAAA$AAAA"}) {
    EXPECT_FALSE(verify_password(text, Secret("plain"))) << text;
  }
}

TEST(PasswordTest, AnotherCostNeedsARehash) {
  EXPECT_FALSE(needs_rehash(hash_password(Secret("correct horse battery"))));
  std::array<char, crypto_pwhash_argon2id_STRBYTES> cheap{};
  ASSERT_EQ(crypto_pwhash_argon2id_str(cheap.data(), "password", 8, 1, 8192), 0);
  EXPECT_TRUE(needs_rehash(cheap.data()));
  EXPECT_TRUE(verify_password(cheap.data(), Secret("password"))) << "an outdated hash stays valid";
}

}  // namespace
}  // namespace usher
