#include "domain/mailing/recipient_fields.hpp"

#include <gtest/gtest.h>

namespace usher::domain {
namespace {

TEST(RecipientFields, ComeBackAsTheyWere) {
  const std::vector<RecipientFields> all = {
      {}, {{1, "Anna"}}, {{1, "\"\\\""}, {2, "{\"f3\":\"x\"}"}, {39, "日本, \\u0041"}}};
  for (const RecipientFields& fields : all) EXPECT_EQ(parse_fields(fields_text(fields)), fields);
}

TEST(RecipientFields, EmptyOnesAndControlCharactersAreNotKept) {
  EXPECT_EQ(fields_text({{1, ""}, {2, "x"}}), R"({"f2":"x"})");
  EXPECT_EQ(fields_text({{3, std::string("a\0b\nc\x7f", 6)}}), R"({"f3":"a b c "})");
}

}  // namespace
}  // namespace usher::domain
