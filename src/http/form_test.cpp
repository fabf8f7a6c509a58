#include "http/form.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/percent.hpp"

namespace usher::http {
namespace {

TEST(Form, IsDecoded) {
  const Form form("a=1+2&b=%C3%A9%26&c&=x&d==");
  EXPECT_EQ(form.find("a"), "1 2");
  EXPECT_EQ(form.find("b"), "\u00e9&");
  EXPECT_EQ(form.find("c"), "");
  EXPECT_EQ(form.find("d"), "=");
  EXPECT_FALSE(form.find("e"));
}

TEST(Form, MalformedEscapesStay) {
  const Form form("filterby=\"Name=='x'\"&p=100%&q=%zz&r=%4");
  EXPECT_EQ(form.find("filterby"), "\"Name=='x'\"");
  EXPECT_EQ(form.find("p"), "100%");
  EXPECT_EQ(form.find("q"), "%zz");
  EXPECT_EQ(form.find("r"), "%4");
}

TEST(Form, FindsNamesInAnyCase) {
  const Form form("PageNumber=3");
  EXPECT_EQ(form.find_ignoring_case("pageNumber"), "3");
  EXPECT_FALSE(form.find("pageNumber"));
}

TEST(Form, FindsConflictingValues) {
  Form form("a=1&b=2");
  form.add("a=1&b=3");
  EXPECT_FALSE(form.has_conflicting_values("a"));
  EXPECT_TRUE(form.has_conflicting_values("b"));
  EXPECT_FALSE(form.has_conflicting_values("c"));
}

TEST(Form, DecodesWhatPercentEncodeEncodes) {
  const std::string value = "a b&c=d%\u00e9\r\n+\"";
  EXPECT_EQ(percent_encode("a-._~Z9 /", HexCase::lower), "a-._~Z9%20%2f");
  EXPECT_EQ(Form("x=" + percent_encode(value, HexCase::lower)).find("x"), value);
}

TEST(Form, IsBounded) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "a" + std::to_string(i) + "=1&";
  const Form form(text);
  EXPECT_TRUE(form.find("a99"));
  EXPECT_FALSE(form.find("a100"));
}

}  // namespace
}  // namespace usher::http
