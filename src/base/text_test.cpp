#include "base/text.hpp"

#include <gtest/gtest.h>

#include "base/json_text.hpp"

namespace usher {
namespace {

TEST(Utf8, AcceptsEveryLength) {
  for (const char* good :
       {"", "a", "è", "日本", "😀", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(is_utf8(good)) << good;
  }
}

TEST(Utf8, RejectsMalformedSequences) {
  for (const char* bad :
       {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE6\x97", "\xE6", "a\xFF"}) {
    EXPECT_FALSE(is_utf8(bad));
  }
}

TEST(Text, CountsCodePoints) {
  EXPECT_EQ(count_characters("Niccolò"), 7U);
  EXPECT_EQ(count_characters("山田花子"), 4U);
}

TEST(Text, FindsEveryKindOfControlCharacter) {
  EXPECT_FALSE(has_control_characters("Søren Kjærgård & Co. 株式会社"));
  for (const char* bad : {"a\r\nb", "a\tb", "\x7F", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"}) {
    EXPECT_TRUE(has_control_characters(bad));
  }
  EXPECT_TRUE(has_control_characters(std::string_view("a\0b", 3)));
}

TEST(Text, TrimsWhiteSpace) {
  EXPECT_EQ(trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(trim("\xC2\xA0\xE3\x80\x80x\xE3\x80\x80"), "x");
  EXPECT_EQ(trim("   "), "");
}

TEST(Text, ComparesAsciiWithoutCaseOnly) {
  EXPECT_TRUE(ascii_iequals("BASIC", "basic"));
  EXPECT_FALSE(ascii_iequals("È", "è"));
}

TEST(JsonText, EscapesAndIsAlwaysValid) {
  std::string out;
  append_json_string(out, "a\"b\\c\nd\x7F è");
  EXPECT_EQ(out, "\"a\\\"b\\\\c\\u000ad\\u007f è\"");
  out.clear();
  append_json_string(out, "\xFF");
  EXPECT_EQ(out, "\"\xEF\xBF\xBD\"");
}

TEST(FillPlaceholders, ReplacesEachOnce) {
  const auto filled = [](std::string_view layout) {
    return fill_placeholders(layout,
                             [](std::string_view name) { return "<" + std::string(name) + ">"; });
  };
  EXPECT_EQ(filled("a {{b}}{{c d}} e"), "a <b><c d> e");
  for (const char* const plain : {"", "a", "{", "{{", "a {{b", "b}} c", "{ {b}"}) {
    EXPECT_EQ(filled(plain), plain);
  }
  // Values are not searched for placeholders.
  EXPECT_EQ(fill_placeholders("{{a}}", [](std::string_view) { return "{{a}}"; }), "{{a}}");
}

TEST(ParseInteger, ReadsTheWholeText) {
  EXPECT_EQ(parse_integer<int>("-7"), -7);
  EXPECT_EQ(parse_integer<std::uint32_t>("1f600", 16), 0x1f600U);
  for (const char* invalid : {"", " 7", "7 ", "7a", "+7", "99999999999"}) {
    EXPECT_FALSE(parse_integer<int>(invalid)) << invalid;
  }
}

TEST(IsAsciiAlphanumeric, IsTrueInThreeRangesOnly) {
  for (const char c : std::string_view("azAZ09")) EXPECT_TRUE(is_ascii_alphanumeric(c)) << c;
  for (const char c : std::string_view("`{@[/:-_ \xC3"))
    EXPECT_FALSE(is_ascii_alphanumeric(c)) << c;
}

}  // namespace
}  // namespace usher
