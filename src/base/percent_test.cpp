#include "base/percent.hpp"

#include <gtest/gtest.h>

namespace usher {
namespace {

TEST(PercentEncode, KeepsUnreservedCharacters) {
  EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encode("a b+c/%\xC3\xA8"), "a%20b%2Bc%2F%25%C3%A8");
  EXPECT_EQ(percent_encode(std::string_view("\0\xFF", 2)), "%00%FF");
  EXPECT_EQ(percent_encode(""), "");
}

TEST(PercentEncode, TakesLowerCaseDigitsAndOtherCharacters) {
  EXPECT_EQ(percent_encode("a/b?", HexCase::lower), "a%2fb%3f");
  EXPECT_EQ(percent_encode("a/b?~", HexCase::upper, "/"), "a/b%3F%7E");
}

}  // namespace
}  // namespace usher
