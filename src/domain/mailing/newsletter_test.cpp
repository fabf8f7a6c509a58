// Newsletters as editors write them: tests/newsletters has one HTML file each, and beside it the
// tracked links, the placeholders and the text part that are expected.
#include "domain/mailing/newsletter.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "domain/mailing/merge_html.hpp"

namespace usher::domain {
namespace {

using Kind = MergePiece::Kind;

std::string read_file(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

std::string name_of(const MergePiece& piece) {
  switch (piece.kind) {
    case Kind::field:
      for (const FilterField& field : kDynamicFields) {
        if (field.number == piece.number) return std::string(field.name);
      }
      return "?";
    case Kind::email:
      return "Email";
    case Kind::name:
      return "Name";
    case Kind::unsubscribe:
      return "unsubscribe";
    case Kind::link:
      return "link " + std::to_string(piece.number);
    case Kind::pixel:
      return "pixel";
    case Kind::text:
      break;
  }
  return "text";
}

std::string shown(const MergeText& text) {
  std::string out;
  for (const MergePiece& piece : text) {
    if (piece.kind == Kind::text) {
      out += piece.text;
    } else {
      out += (piece.encoding == MergePiece::Encoding::percent ? "{url " : "{") + name_of(piece);
      out += "}";
    }
  }
  return out;
}

Message message_of(std::string content) {
  Message out;
  out.subject = "News";
  out.content = std::move(content);
  out.tracking.enabled = true;
  return out;
}

Newsletter compose(const Message& message) {
  return compose_newsletter(message, html_document(message), "Our list", Language::en);
}

/// Describes a newsletter in the form of the files with expected values.
std::string description(const std::string& html) {
  const Newsletter out = compose(message_of(html));
  std::string links;
  for (const std::string& link : out.links) links += "link: " + link + "\n";
  std::string placeholders = "placeholders:";
  for (const MergePiece& piece : out.html) {
    if (piece.kind != Kind::text) placeholders += " " + shown({piece});
  }
  return links + placeholders + "\ntext:\n" + shown(out.text);
}

TEST(Newsletter, ReadsWhatEditorsWrite) {
  const std::filesystem::path folder =
      std::filesystem::path(USHER_SOURCE_DIR) / "tests/newsletters";
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".html") continue;
    std::filesystem::path expected = entry.path();
    expected.replace_extension(".txt");
    EXPECT_EQ(description(read_file(entry.path())), read_file(expected)) << entry.path().filename();
    ++count;
  }
  EXPECT_GE(count, 25);
}

class MergedNewsletterTest : public testing::Test {
 protected:
  std::string put(const MergeText& text) {
    return merge(text, {"anna@example.com",
                        "Anna",
                        fields_,
                        {},
                        "https://u.example/1",
                        "https://p.example/1",
                        [](int link) { return "https://t.example/" + std::to_string(link); }});
  }
  RecipientFields fields_{{1, "Änne <3"}};
};

TEST_F(MergedNewsletterTest, PartsAreInsertedIntoTheBody) {
  Message message = message_of(
      "<html><head><title>t</title></head><body class=\"</body>\"><p>x</p>\n"
      "<script>'</body>'</script></BODY></html>\n<!-- end of </body> -->");
  message.pre_header = "Hi [FirstName], news & more";
  const std::string html = put(compose(message).html);
  EXPECT_NE(html.find("<body class=\"</body>\"><div style=\"display:none;max-height:0;"
                      "overflow:hidden\">Hi Änne &lt;3, news &amp; more</div>\n<p>x</p>"),
            std::string::npos)
      << html;
  EXPECT_NE(html.find("<a href=\"https://u.example/1\">Unsubscribe</a></p>\n<img "
                      "src=\"https://p.example/1\" width=\"1\" height=\"1\" alt=\"\">\n</BODY>"),
            std::string::npos)
      << html;
  EXPECT_EQ(put(compose(message).text),
            "x\n\nYou receive this message because you are subscribed to “Our list”. Unsubscribe "
            "<https://u.example/1>\n");
}

TEST_F(MergedNewsletterTest, TextHasTheValuesUnescaped) {
  EXPECT_EQ(put(compose(message_of("<p>[FirstName]\x01&#1;<a href=[unsubscribe]>-</a></p>")).text),
            "Änne <3\uFFFD- <https://u.example/1>\n");
}

TEST_F(MergedNewsletterTest, EmptyValuesLeaveNoGapsInTheText) {
  const auto text =
      compose(message_of("<p>[City]</p><p>Dear [City] [FirstName] [City],</p>"
                         "<p>[City]</p><p>a<br><br>b<a href=[unsubscribe]></a></p>"));
  fields_ = {{1, "Änne"}};
  const MergeValues values{"", "", fields_, {}, "u", "", nullptr};
  EXPECT_EQ(merge_text_part(text.text, values), "Dear Änne ,\n\na\n\nb <u>\n");
}

TEST(Newsletter, IsPublishedWithoutPlaceholders) {
  Message message = message_of(
      "<p>Dear [FirstName] [Name]</p><a href='[unsubscribe]'>u</a>"
      "<a href='https://a.example/?e=[Email]'>a</a>");
  message.fields = {{1, "reader"}};
  const std::string html = published_document(message);
  EXPECT_NE(html.find("<p>Dear reader </p><a href='#'>u</a><a href='https://a.example/?e='>a</a>"),
            std::string::npos)
      << html;
}

TEST(Newsletter, HasABoundedSize) {
  const auto fits = [](const Message& message) { return check_merged_size(message).has_value(); };
  std::string fields;
  for (int i = 0; i < 860; ++i) fields += "[City]";
  EXPECT_TRUE(fits(message_of(fields)));
  for (int i = 0; i < 20; ++i) fields += "[City]";
  EXPECT_FALSE(fits(message_of(fields)));
  // Every way in which a value or parameter is repeated counts.
  std::string url = "<a href='https://a.example/?";
  for (int i = 0; i < 450; ++i) url += "&x=[City]";
  EXPECT_FALSE(fits(message_of(url + "'>x</a>")));
  std::string links;
  for (int i = 0; i < 1000; ++i)
    links += "<a href='https://a.example/" + std::to_string(i) + "'>x</a>";
  Message tracked = message_of(links);
  EXPECT_TRUE(fits(tracked));
  tracked.tracking.params = std::string(1000, 'x');
  EXPECT_FALSE(fits(tracked));
  Message hidden = message_of("<p>x</p>");
  for (int i = 0; i < 1000; ++i) hidden.pre_header += "[Name]";
  EXPECT_FALSE(fits(hidden));
}

TEST_F(MergedNewsletterTest, ValuesNeverExceedTheBound) {
  fields_ = {{4, std::string(200, '"')}};
  std::string wide;
  for (int i = 0; i < 200; ++i) wide += "\U0001F600";
  for (const std::string& value : {std::string(200, '"'), std::string(200, '%'), wide}) {
    fields_ = {{4, value}};
    for (const char* html : {"<p>[City] [Email]</p>", "<a href='x?[City]'>", "<img src='[City]'>",
                             "<p title='[City]'>[unsubscribe]</p>"}) {
      const MergeText pieces = parse_merge_html(html, {}).pieces;
      EXPECT_LE(put(pieces).size(), max_merged_size(pieces)) << html;
    }
  }
}

}  // namespace
}  // namespace usher::domain
