#include "api/wire/document.hpp"

#include <gtest/gtest.h>

#include "api/wire/json.hpp"
#include "api/wire/read.hpp"
#include "api/wire/write.hpp"
#include "api/wire/xml.hpp"

namespace usher::api::wire {

struct Sample {
  std::optional<bool> Flag;
  std::optional<std::int64_t> Number;
  std::optional<std::string> Text;
};
BOOST_DESCRIBE_STRUCT(Sample, (), (Flag, Number, Text))

namespace {

std::string error_of(const Result<Node>& result) { return result ? "" : result.error().message; }

TEST(Json, KeepsNumbersAsWritten) {
  const auto node =
      parse_json(R"({"a":12345678901234567890,"b":1.50,"c":[1,{"d":null}],"e":true})");
  ASSERT_TRUE(node) << error_of(node);
  EXPECT_EQ(node->find("a")->text, "12345678901234567890");
  EXPECT_EQ(node->find("b")->text, "1.50");
  EXPECT_EQ(node->find("c")->items[1].find("d")->kind, Node::Kind::null);
  EXPECT_TRUE(node->find("e")->boolean);
  EXPECT_EQ(node->find("f"), nullptr);
}

TEST(Json, ADuplicateMemberIsNamed) {
  EXPECT_NE(error_of(parse_json(R"({"Email":"a","Email":"b"})")).find("Email twice"),
            std::string::npos);
  EXPECT_FALSE(parse_json(R"({"x":{"a":1,"a":2}})"));
  EXPECT_TRUE(parse_json(R"({"x":{"a":1},"y":{"a":2}})"));
}

TEST(Json, RejectsInvalidDocuments) {
  for (const char* bad :
       {"", " ", "{", "{}}", "{\"a\":}", "{'a':1}", "{\"a\":01}", "{\"a\":NaN}", "{\"a\":1,}",
        "{} x", "\"\\ud800\"", "\"\xFF\"", "{\"a\":\"\n\"}", "// c\n{}", "nul"}) {
    EXPECT_FALSE(parse_json(bad)) << bad;
  }
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += '[';
  EXPECT_FALSE(parse_json(deep));
}

TEST(Body, ADuplicateIsFoundAmongMany) {
  const auto json = [](int members) {
    std::string out = "{";
    for (int i = 0; i < members; ++i) out += "\"" + std::to_string(i) + "\":0,";
    return out;
  };
  EXPECT_TRUE(parse_json(json(9'999) + "\"x\":0}"));
  EXPECT_FALSE(parse_json(json(9'999) + "\"5000\":0}"));
  EXPECT_FALSE(parse_json(json(9'999) + "\"0\":0}"));
  EXPECT_FALSE(parse_json(json(32) + "\"31\":0}"));
  EXPECT_FALSE(parse_json(json(33) + "\"32\":0}"));
  EXPECT_FALSE(parse_json(json(10'001) + "\"x\":0}"));
  std::string xml = "<a";
  for (int i = 0; i < 100'000; ++i) xml += " x" + std::to_string(i) + "=''";
  EXPECT_TRUE(parse_xml(xml + "/>"));
  EXPECT_FALSE(parse_xml(xml + " x7=''/>"));
}

TEST(Xml, MatchesByLocalNameInAnyNamespaceAndOrder) {
  const auto node = parse_xml(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><x:Any xmlns:x=\"urn:x\" "
      "xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><x:Text>a &amp; b</x:Text>"
      "<Number>7</Number><Flag i:nil=\"true\"/></x:Any>");
  ASSERT_TRUE(node) << error_of(node);
  EXPECT_EQ(node->find("Text")->text, "a & b");
  EXPECT_EQ(node->find("Number")->text, "7");
  EXPECT_EQ(node->find("Flag")->kind, Node::Kind::null);
}

TEST(Xml, RejectsInvalidAndDangerousDocuments) {
  for (const char* bad : {"", "<a>", "<a></b>", "<a/><b/>", "<a/>x", "x<a/>", "<!DOCTYPE a><a/>",
                          "<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>", "<a>&nbsp;</a>",
                          "<a>&#0;</a>", "<a>&#xD800;</a>", "<a>&#;</a>", "<a>&amp</a>",
                          "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>", "<a>\xFF</a>",
                          "<a>x<b/></a>", "<a b=\"1\" b=\"2\"/>", "<a b=\"&nbsp;\"/>",
                          // no comment starts inside a processing instruction
                          "<?p <!--?><a>&#99999999;</a>"}) {
    EXPECT_FALSE(parse_xml(bad)) << bad;
  }
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += "<a>";
  EXPECT_FALSE(parse_xml(deep));
}

TEST(Xml, ReferencesBecomeTheirCharacters) {
  const auto node = parse_xml("<a><Text>&lt;&#65;&#xe9;&#x82B1;&#x1F600;&gt;</Text></a>");
  ASSERT_TRUE(node) << error_of(node);
  EXPECT_EQ(node->find("Text")->text, "<A\u00e9\u82b1\U0001F600>");
}

TEST(Xml, CdataIsTextAndCommentsAreSkipped) {
  const auto node = parse_xml("<a><!-- & --><Text><![CDATA[a & <b>]]></Text></a>");
  ASSERT_TRUE(node) << error_of(node);
  EXPECT_EQ(node->find("Text")->text, "a & <b>");
}

TEST(Body, TheNumberOfElementsIsBounded) {
  const auto repeated = [](std::string_view text, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += text;
    return out;
  };
  const std::string many_xml = "<a>" + repeated("<b/>", kMaxElements + 1) + "</a>";
  const std::string many_json = "[" + repeated("[],", kMaxElements) + "1]";
  EXPECT_NE(error_of(parse_xml(many_xml)).find("too many elements"), std::string::npos);
  EXPECT_EQ(error_of(parse_json(many_json)), kTooManyElements);
  EXPECT_EQ(error_of(parse_json("{\"a\":" + many_json + "}")), kTooManyElements);
  std::size_t items = 0;
  const OnItem count = [&](Node&&) { ++items; };
  EXPECT_TRUE(parse_items(http::Format::xml, many_xml, count));
  EXPECT_TRUE(parse_items(http::Format::json, many_json, count));
  EXPECT_EQ(items, 2 * kMaxElements + 2);
  EXPECT_FALSE(parse_items(http::Format::xml, "<c>" + many_xml + "</c>", count));
  EXPECT_FALSE(parse_items(http::Format::json, "[" + many_json + "]", count));
  // The parser's own memory, before the first item.
  items = 0;
  EXPECT_FALSE(parse_items(http::Format::xml, "<a>" + repeated("<b/>", 2'000'000) + "</a>", count));
  EXPECT_EQ(items, 0U);
  EXPECT_TRUE(parse_xml("<a/>")) << "the limit is that of one body";
}

TEST(Body, OtherEncodingsAreUnsupported) {
  using namespace std::string_view_literals;
  for (const std::string_view body :
       {"\x1F\x8B\x08"sv, "\xFE\xFF\0{"sv, "\xFF\xFE{\0"sv, "{\0}\0"sv, "\0<\0a"sv,
        "<?xml version=\"1.0\" encoding=\"utf-16\"?><a/>"sv}) {
    const auto node = parse(body.find('?') == body.npos ? http::Format::json : http::Format::xml, body);
    ASSERT_FALSE(node);
    EXPECT_EQ(node.error().code, Errc::unsupported) << node.error().message;
  }
}

TEST(Body, OneByteOrderMarkIsSkipped) {
  EXPECT_TRUE(parse(http::Format::json, "\xEF\xBB\xBF{}"));
  EXPECT_TRUE(parse(http::Format::xml, "\xEF\xBB\xBF<a/>"));
  EXPECT_FALSE(parse(http::Format::json, "\xEF\xBB\xBF\xEF\xBB\xBF{}"));
}

TEST(Read, TakesWhatClientsSend) {
  std::vector<domain::FieldProblem> problems;
  const auto sample = read<Sample>(
      *parse_json(R"({"Flag":"False","Number":" 12 ","Text":"t","Unknown":[1],"text":"other"})"),
      problems);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(sample.Flag, false);
  EXPECT_EQ(sample.Number, 12);
  EXPECT_EQ(sample.Text, "t");
}

TEST(Read, TakesNumbersForTextsAndFlags) {
  struct Case {
    std::string_view body;
    std::string_view text;
    bool flag;
  };
  for (const Case& one : {Case{R"({"Text":50123,"Flag":1})", "50123", true},
                          Case{R"({"Text":1.50,"Flag":0})", "1.50", false},
                          Case{R"({"Text":-7,"Flag":"1"})", "-7", true},
                          Case{"<a><Text>1</Text><Flag>1</Flag></a>", "1", true},
                          Case{"<a><Text>x</Text><Flag> 0 </Flag></a>", "x", false},
                          Case{"<a><Text>x</Text><Flag>false</Flag></a>", "x", false}}) {
    std::vector<domain::FieldProblem> problems;
    const auto sample =
        read<Sample>(one.body.starts_with('<') ? *parse_xml(one.body) : *parse_json(one.body),
                     problems);
    EXPECT_TRUE(problems.empty()) << one.body;
    EXPECT_EQ(sample.Text, one.text) << one.body;
    EXPECT_EQ(sample.Flag, one.flag) << one.body;
  }
  for (const char* bad : {R"({"Flag":1.0})", R"({"Flag":"yes"})", R"({"Flag":-1})"}) {
    std::vector<domain::FieldProblem> problems;
    read<Sample>(*parse_json(bad), problems);
    EXPECT_EQ(problems.size(), 1U) << bad;
  }
}

TEST(Read, NamesEveryFieldOfTheWrongType) {
  std::vector<domain::FieldProblem> problems;
  const auto sample =
      read<Sample>(*parse_json(R"({"Flag":2,"Number":1.5,"Text":{"a":1}})"), problems);
  ASSERT_EQ(problems.size(), 3U);
  EXPECT_EQ(problems[2].field, "Text");
  EXPECT_FALSE(sample.Text);
}

TEST(Read, ARepeatedXmlElementIsAProblem) {
  std::vector<domain::FieldProblem> problems;
  read<Sample>(*parse_xml("<a><Text>1</Text><Text>2</Text></a>"), problems);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].what, "is given twice");
}

TEST(Write, CharactersThatXmlExcludesAreReplaced) {
  const auto xml = [](std::string_view text) {
    std::string out;
    append_xml_text(out, text);
    return out;
  };
  EXPECT_EQ(xml("a\uFFFEb"), "a\uFFFDb");
  EXPECT_EQ(xml("\uFFFF"), "\uFFFD");
  EXPECT_EQ(xml("\uFFFF\uFFFE\x01<"), "\uFFFD\uFFFD\uFFFD&lt;");
  EXPECT_EQ(xml("\uFFFD\uFFFC\uFFEF\U0001FFFF"), "\uFFFD\uFFFC\uFFEF\U0001FFFF");
}

TEST(Write, IsCompactAndEscaped) {
  Sample sample;
  sample.Text = "<&\"è";
  EXPECT_EQ(to_json(sample), "{\"Flag\":null,\"Number\":null,\"Text\":\"<&\\\"è\"}");
  const std::string xml = to_xml(sample, "Root");
  EXPECT_NE(xml.find("<Text>&lt;&amp;\"è</Text>"), std::string::npos) << xml;
  EXPECT_NE(xml.find("<Flag i:nil=\"true\"/>"), std::string::npos) << xml;
  const auto back = parse_xml(xml);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->find("Text")->text, *sample.Text);
}

}  // namespace
}  // namespace usher::api::wire
