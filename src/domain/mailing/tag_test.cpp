#include "domain/mailing/tag.hpp"

#include <gtest/gtest.h>

namespace usher::domain {
namespace {

using Names = std::vector<std::string>;

TEST(TagNames, AreParsedInAllFormsOfClients) {
  for (const char* text : {"a b,c", "a b, c", "\"a b, c\"", "\"a b\",\"c\"", "\"a b\", \"c\"",
                           " a b ,, c ,", "a b,c,c", "\"a b\",c", "a b,\"c\""}) {
    const auto names = parse_tag_names(text);
    ASSERT_TRUE(names.has_value()) << text;
    EXPECT_EQ(*names, (Names{"a b", "c"})) << text;
  }
  for (const char* text : {"", "\"\"", " ", ",", "\" , \""}) {
    EXPECT_EQ(parse_tag_names(text).value(), Names{}) << text;
  }
}

TEST(TagNames, MustBeText) {
  for (const std::string& text :
       {std::string("a\0b", 3), std::string("\xff"), std::string("a\nb")}) {
    EXPECT_FALSE(parse_tag_names(text).has_value());
  }
}

TEST(Tag, HasANameOfAtMostAHundredCharacters) {
  EXPECT_EQ(check(Tag{{}, 1, "  my tag "}).value().name, "my tag");
  EXPECT_TRUE(check(Tag{{}, 1, std::string(100, 'x')}).has_value());
  EXPECT_FALSE(check(Tag{{}, 1, std::string(101, 'x')}).has_value());
  EXPECT_FALSE(check(Tag{{}, 1, " "}).has_value());
  EXPECT_FALSE(check(Tag{{}, 1, "a\tb"}).has_value());
}

}  // namespace
}  // namespace usher::domain
