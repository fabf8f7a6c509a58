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

TEST(Read, NamesEveryFieldOfTheWrongType) {
  std::vector<domain::FieldProblem> problems;
  const auto sample =
      read<Sample>(*parse_json(R"({"Flag":1,"Number":1.5,"Text":{"a":1}})"), problems);
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

TEST(Write, XmlHasOnlyCharactersThatXmlAllows) {
  std::string out;
  append_xml_text(out, "a\uFFFE\uFFFFb\x01\tc\uFFFD\U0001F600");
  EXPECT_EQ(out, "a\uFFFD\uFFFDb\uFFFD\tc\uFFFD\U0001F600");
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
