#include "api/caller.hpp"

#include <gtest/gtest.h>

#include "api/reply.hpp"
#include "base/encoding.hpp"

namespace usher::api {
namespace {

http::Request request(std::string_view peer, std::vector<http::Header> headers) {
  http::Request out;
  out.peer = peer;
  out.headers = std::move(headers);
  return out;
}

TrustedProxies trusting(std::initializer_list<const char*> ranges) {
  TrustedProxies out;
  for (const char* range : ranges) out.ranges.push_back(*domain::IpRange::parse(range));
  return out;
}

TEST(CallerIp, HeadersAreIgnoredByDefault) {
  EXPECT_EQ(caller_ip(request("192.0.2.1", {{"X-Forwarded-For", "8.8.8.8"}}), {}), "192.0.2.1");
}

TEST(CallerIp, TheRightMostUntrustedHopCounts) {
  const TrustedProxies proxies = trusting({"10.0.0.0/8", "127.0.0.1"});
  const auto ip = [&](std::string_view peer, std::string_view hops) {
    return caller_ip(request(peer, {{"x-forwarded-for", hops}}), proxies);
  };
  EXPECT_EQ(ip("127.0.0.1", "1.1.1.1, 8.8.8.8, 10.0.0.3"), "8.8.8.8");
  EXPECT_EQ(ip("127.0.0.1", "8.8.8.8"), "8.8.8.8");
  EXPECT_EQ(ip("192.0.2.1", "8.8.8.8"), "192.0.2.1") << "the peer is not a trusted proxy";
  EXPECT_EQ(ip("127.0.0.1", ""), "127.0.0.1");
  EXPECT_EQ(ip("127.0.0.1", "8.8.8.8, garbage"), "127.0.0.1");
  EXPECT_EQ(ip("127.0.0.1", "10.0.0.1, 10.0.0.2"), "10.0.0.1");
}

TEST(CallerIp, SeveralHeadersAreOneList) {
  const auto out =
      request("10.0.0.1", {{"X-Forwarded-For", "8.8.8.8"}, {"X-Forwarded-For", "9.9.9.9"}});
  EXPECT_EQ(caller_ip(out, trusting({"10.0.0.0/8"})), "9.9.9.9");
}

TEST(Basic, SplitsCredentials) {
  const auto of = [](const std::string& header) {
    const http::Header line{"Authorization", header};
    return basic_credentials(request("", {line}));
  };
  EXPECT_EQ(of("Basic " + to_base64("id:se:cret")).client_id, "id");
  EXPECT_EQ(of("basic " + to_base64("id:se:cret")).secret.reveal(), "se:cret");
  for (const std::string& bad :
       {std::string("Bearer x"), std::string("Basic"), std::string("Basic !!"),
        "Basic " + to_base64("no colon"), std::string("")}) {
    EXPECT_TRUE(of(bad).client_id.empty()) << bad;
  }
}

TEST(ErrorReply, IsTheFourFieldObject) {
  const auto json = error_response(http::Format::json, 401, "Authorization error");
  EXPECT_EQ(json.body, R"({"ErrorCode":"401","ErrorDescription":"Authorization error",)"
                       R"("ErrorName":"Unauthorized","ErrorStack":null})");
  EXPECT_EQ(json.headers.front().first, "WWW-Authenticate");
  const auto limited = error_response(http::Format::json, {Errc::too_many, "too_many_requests", 3});
  EXPECT_NE(limited.body.find("\"ErrorName\":null"), std::string::npos);
  EXPECT_EQ(limited.headers.front(), (std::pair<std::string, std::string>{"Retry-After", "3"}));
  const auto xml = error_response(http::Format::xml, 404, "gone");
  EXPECT_TRUE(xml.content_type.starts_with("application/xml"));
  EXPECT_NE(xml.body.find("<ErrorName>NotFound</ErrorName><ErrorStack i:nil=\"true\"/>"),
            std::string::npos);
}

}  // namespace
}  // namespace usher::api
