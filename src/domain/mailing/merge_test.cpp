#include "domain/mailing/merge.hpp"

#include <gtest/gtest.h>

#include "domain/mailing/html.hpp"
#include "domain/mailing/html_reference.hpp"
#include "domain/mailing/html_text.hpp"
#include "domain/mailing/merge_html.hpp"

namespace usher::domain {
namespace {

class MergeTest : public testing::Test {
 protected:
  std::string put(const MergeText& text) {
    return merge(text, {"anna+1@example.com", "Anna <b>", fields_, defaults_, "https://u.example/x",
                        "https://p.example/x",
                        [](int link) { return "https://t.example/" + std::to_string(link); }});
  }
  std::string html(std::string_view text, const LinkTracking& tracking = {}) {
    found_ = parse_merge_html(text, tracking);
    return put(found_.pieces);
  }

  RecipientFields fields_{{1, "Änne & \"Co\""}, {4, ""}};
  RecipientFields defaults_{{1, "friend"}, {4, "Rome"}};
  MergeHtml found_;
};

TEST_F(MergeTest, MergesSubjects) {
  EXPECT_EQ(put(parse_merge_text("Hi [FirstName], [name]! [x] [firstname")),
            "Hi Änne & \"Co\", Anna <b>! [x] [firstname");
  EXPECT_EQ(put(parse_merge_text("[City]/[LastName]/[ email ]")), "Rome//anna+1@example.com");
}

TEST_F(MergeTest, ValuesAreEscapedInHtml) {
  EXPECT_EQ(
      html("<p title='[Name]'>[FirstName] [Email] a < b [[City]]</p>"),
      "<p title='Anna &lt;b&gt;'>Änne &amp; &quot;Co&quot; anna+1@example.com a < b [Rome]</p>");
  EXPECT_EQ(html("<img src=\"https://i.example/[Email].png\">"),
            "<img src=\"https://i.example/anna%2B1%40example.com.png\">");
  EXPECT_FALSE(found_.has_unsubscribe_link);
  EXPECT_EQ(html("<a href='[Unsubscribe]'>bye</a>"), "<a href='https://u.example/x'>bye</a>");
  EXPECT_TRUE(found_.has_unsubscribe_link);
}

TEST_F(MergeTest, LinksAreTracked) {
  const LinkTracking on{"", true, {}};
  EXPECT_EQ(html("<A class=x HREF = \"http://a.example/?b=1&amp;c=2\" id=y>z</A>", on),
            "<A class=x HREF = \"https://t.example/0\" id=y>z</A>");
  EXPECT_EQ(found_.links, std::vector<std::string>{"http://a.example/?b=1&c=2"});
  html(
      "<a href=https://a.example>1</a><a href='https://a.example'>2</a>"
      "<area href='https://b.example/[Email]'>",
      on);
  EXPECT_EQ(found_.links,
            (std::vector<std::string>{"https://a.example", "https://b.example/[Email]"}));
  for (const char* other : {"<a href='mailto:a@b.example'>", "<a href='#top'>", "<a name=x>",
                            "<link href='https://a.example'>", "<a href='ftp://a.example'>",
                            "<!-- <a href='https://a.example'> -->", "<a href=''>",
                            "<a href='javascript:x'>", "<p data-href='https://a.example'>"}) {
    EXPECT_EQ(html(other, on), other);
    EXPECT_TRUE(found_.links.empty()) << other;
  }
  html("<a href='https://a.example'>", {});
  EXPECT_TRUE(found_.links.empty());
}

TEST_F(MergeTest, TracksGivenProtocolsAndAppendsParameters) {
  html("<a href='http://a.example'><a href='https://a.example'>", {"?s=1", true, {"https:"}});
  EXPECT_EQ(found_.links, std::vector<std::string>{"https://a.example?s=1"});
  html("<a href='http://a.example'><a href='https://a.example'>", {"", true, {"http"}});
  EXPECT_EQ(found_.links, (std::vector<std::string>{"http://a.example", "https://a.example"}));
  html("<a href='http://a.example/?x=y#part'>", {"s=1&t=2", true, {"http", "https:"}});
  EXPECT_EQ(found_.links, std::vector<std::string>{"http://a.example/?x=y&s=1&t=2#part"});
}

TEST_F(MergeTest, AcceptsAnyInput) {
  for (const char* odd : {"<", "<a", "<a href", "<a href=", "<a href='", "<a href='x", "</", "<!--",
                          "<!DOCTYPE html>", "[", "[]", "<>", "<a href=\">\">x", "&", "&#;"}) {
    EXPECT_EQ(html(odd, {"", true, {}}), odd);
    text_of_html(odd);
  }
}

TEST_F(MergeTest, ValuesArePercentEncodedInUrls) {
  EXPECT_EQ(put(parse_merge_url("https://a.example/?e=[Email]&n=[FirstName]")),
            "https://a.example/?e=anna%2B1%40example.com&n=%C3%84nne%20%26%20%22Co%22");
}

TEST(Html, IsConvertedToPlainText) {
  EXPECT_EQ(
      text_of_html("<html><head><title>t</title><style>p{}</style></head><body>\n<h1>A &amp; B"
                   "</h1><p>One\n two<br>three</p><ul><li>x</li><li>y</li></ul>"
                   "<a href='https://e.example/?a=1&amp;b=2'>here</a>"
                   "<img alt='pic' src=x></body></html>"),
      "A & B\n\nOne two\nthree\n\n- x\n- y\n\nhere <https://e.example/?a=1&b=2>pic\n");
  EXPECT_EQ(text_of_html("<a href='https://e.example'>https://e.example</a>"),
            "https://e.example\n");
  EXPECT_EQ(text_of_html("1 < 2 &#8364;&#x20AC;&unknown; <script>x</script>"),
            "1 < 2 €€&unknown;\n");
  EXPECT_EQ(text_of_html(""), "");
}

TEST(Html, CharacterReferencesAreThoseOfBrowsers) {
  EXPECT_EQ(unescape_html("Citt&agrave;, perch&eacute; 9&euro; &ndash; it&rsquo;s &Aacute"),
            "Città, perché 9€ – it’s Á");
  EXPECT_EQ(unescape_html("it&#146;s &#128;&#x80; &#159;&#129; &#1; &#xFFFF; &#1114112; &#x;&#38"),
            "it’s €€ Ÿ\uFFFD \uFFFD \uFFFD \uFFFD &#x;&");
  EXPECT_EQ(unescape_html("&CounterClockwiseContourIntegral; &NotEqualTilde; &ampx &noti &xyz;"),
            "\u2233 \u2242\u0338 &x \u00aci &xyz;");
  EXPECT_EQ(unescape_html_attribute("?a=1&copy=2&amp;b&ltx&reg"), "?a=1&copy=2&b&ltx®");
  std::string many(1'000'000, '&');
  EXPECT_EQ(unescape_html(many), many);
}

TEST(Html, AttributesDecideWhereATagEnds) {
  const std::string_view html = "<a title = \"5 > 4\" href='x'y=1 / z>go";
  const HtmlTag tag = html_tag_at(html, 0);
  EXPECT_EQ(html.substr(tag.end), "go");
  std::string names;
  HtmlAttribute attribute;
  for (std::size_t at = tag.attributes; next_html_attribute(html, tag.end, at, attribute);) {
    names += attribute.name;
    names += ' ';
  }
  EXPECT_EQ(names, "title href y z ");
  EXPECT_EQ(html_tag_at("<a/href=\"/\">x", 0).end, 12U);
}

TEST(Html, UnclosedElementsTakeLinearTime) {
  std::string unclosed = "<style>";
  std::string twice = "<style>";
  for (int i = 0; i < 1'000'000; ++i) unclosed += "<b";
  for (int i = 0; i < 300'000; ++i) twice += "</style<";
  EXPECT_EQ(text_of_html(unclosed), "");
  EXPECT_EQ(text_of_html(twice), "");
}

TEST_F(MergeTest, TracksAMaximumOfLinks) {
  std::string html;
  for (int i = 0; i < 1'100; ++i)
    html += "<a href='https://e.example/" + std::to_string(i) + "'>x</a>";
  LinkTracking tracking;
  tracking.enabled = true;
  EXPECT_EQ(parse_merge_html(html, tracking).links.size(), kMaxTrackedLinks);
}

}  // namespace
}  // namespace usher::domain
