#include "http/negotiation.hpp"

#include <gtest/gtest.h>

namespace usher::http {
namespace {

TEST(NegotiationTest, AnswersJsonUnlessXmlIsPreferred) {
  for (const char* accept :
       {"", "*/*", "application/json", "application/json;utf-8", "text/html", "nonsense", ",,;=,",
        "application/xml;q=0", "application/xml;q=nonsense", "application/xml;q=1.5",
        "application/json, application/xml", "application/xml;q=0.5, application/json",
        "application/xml;q=0.8, */*", "application/xmlx", "application/*+xml",
        "application/*, application/xml", "application/xml;q=0.0004, */*;q=0"}) {
    EXPECT_EQ(response_format(accept), Format::json) << accept;
  }
}

TEST(NegotiationTest, AnswersXmlWhenItIsPreferred) {
  for (const char* accept :
       {"application/xml", "text/xml", "APPLICATION/XML", "application/xml;utf-8",
        " application/xml ; charset=utf-8 ", "application/xml, application/json",
        "application/json;q=0.5, text/xml;q=0.6", "application/json;q=0, application/xml;q=0.1",
        "text/html, application/xml;q=0.9, */*;q=0.8", "application/xml, */*",
        "application/json;q=0.1, */*, application/xml;q=0.5", "application/xml;Q=0.7, */*;q=0.7",
        "application/json;q=0.123, application/xml;q=0.124"}) {
    EXPECT_EQ(response_format(accept), Format::xml) << accept;
  }
}

TEST(NegotiationTest, ReadsXmlOnlyWithAnXmlContentType) {
  for (const char* type : {"application/xml", "text/xml; charset=utf-8", "Application/SOAP+XML",
                           "TEXT/XML", " text/xml ;x"}) {
    EXPECT_EQ(request_format(type), Format::xml) << type;
  }
  for (const char* type : {"", "application/json", "application/json;utf-8", "+xml",
                           "application/x-www-form-urlencoded", "application/xmlish", ";", "xml",
                           "application/json; note=application/xml"}) {
    EXPECT_EQ(request_format(type), Format::json) << type;
  }
}

}  // namespace
}  // namespace usher::http
