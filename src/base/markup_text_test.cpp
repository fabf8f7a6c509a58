#include "base/markup_text.hpp"

#include <gtest/gtest.h>

namespace usher {
namespace {

std::string escaped(std::string_view text, MarkupQuotes quotes) {
  std::string out;
  append_markup_text(out, text, quotes);
  return out;
}

TEST(MarkupText, EscapesQuotesOnlyWhereTheyMustBe) {
  EXPECT_EQ(escaped("<a & \"b\" 'c'>è", MarkupQuotes::keep), "&lt;a &amp; \"b\" 'c'&gt;è");
  EXPECT_EQ(escaped("<a & \"b\" 'c'>è", MarkupQuotes::escape),
            "&lt;a &amp; &quot;b&quot; &#39;c&#39;&gt;è");
}

}  // namespace
}  // namespace usher
