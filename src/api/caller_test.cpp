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
  EXPECT_EQ(ip("127.0.0.1", "10.0.0.1, 10.0.0.2"), "10.0.0.1");
}

TEST(CallerIp, SeveralHeadersAreOneList) {
  const auto out =
      request("10.0.0.1", {{"X-Forwarded-For", "8.8.8.8"}, {"X-Forwarded-For", "9.9.9.9"}});
  EXPECT_EQ(caller_ip(out, trusting({"10.0.0.0/8"})), "9.9.9.9");
}

struct ProxyCase {
  const char* proxy;
  const char* header;
  const char* value;
  const char* client;  ///< "": unreadable
};

TEST(CallerIp, ReadsWhatProxiesSend) {
  for (const ProxyCase& one : std::initializer_list<ProxyCase>{
           {"nginx", "X-Forwarded-For", "203.0.113.9", "203.0.113.9"},
           {"nginx, $proxy_add_x_forwarded_for", "X-Forwarded-For", "6.6.6.6, 203.0.113.9",
            "203.0.113.9"},
           {"nginx, $http_x_real_ip", "X-Real-IP", "2001:db8::9", "2001:db8::9"},
           {"HAProxy option forwardfor", "X-Forwarded-For", "2001:db8::9", "2001:db8::9"},
           {"HAProxy option forwarded", "Forwarded", "proto=http;for=203.0.113.9", "203.0.113.9"},
           {"HAProxy with for-expr and port", "Forwarded", "for=\"203.0.113.9:50123\"",
            "203.0.113.9"},
           {"Apache mod_proxy", "X-Forwarded-For", "6.6.6.6, 10.0.0.2, 203.0.113.9", "203.0.113.9"},
           {"Azure Application Gateway", "X-Forwarded-For", "11.1.1.4:51234", "11.1.1.4"},
           {"IIS ARR", "X-Forwarded-For", "[2001:db8::9]:443", "2001:db8::9"},
           {"AWS ALB, client port preserved", "X-Forwarded-For", "[2a00:1450:4002::1]:8080",
            "2a00:1450:4002::1"},
           {"AWS ALB behind CloudFront", "X-Forwarded-For", "203.0.113.9, 10.1.2.3", "203.0.113.9"},
           {"Google load balancer", "X-Forwarded-For", "203.0.113.9,10.9.9.9", "203.0.113.9"},
           {"Envoy", "X-Forwarded-For", "203.0.113.9,10.0.0.1", "203.0.113.9"},
           {"Traefik", "X-Forwarded-For", "203.0.113.9, 10.42.0.1", "203.0.113.9"},
           {"Caddy", "X-Forwarded-For", "[2a00:1450:4002::1]", "2a00:1450:4002::1"},
           {"Cloudflare", "CF-Connecting-IP", "2001:db8::9", "2001:db8::9"},
           {"Akamai", "True-Client-IP", "203.0.113.9", "203.0.113.9"},
           {"Fastly", "Fastly-Client-IP", "203.0.113.9", "203.0.113.9"},
           {"RFC 7239, 4", "forwarded", "For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17"},
           {"RFC 7239, 4, a list", "Forwarded",
            "for=192.0.2.43, For=198.51.100.17;by=203.0.113.60;proto=http;host=a", "198.51.100.17"},
           {"RFC 7239, quoted separators", "Forwarded",
            "for=203.0.113.9;host=\"a,b;c\\\"\", for=10.0.0.4", "203.0.113.9"},
           {"an obfuscated client", "Forwarded", "for=203.0.113.9, for=_hidden", ""},
           {"an unknown client", "Forwarded", "for=unknown", ""},
           {"an element without a client", "Forwarded", "proto=https;by=10.0.0.1", ""},
           {"a name", "X-Forwarded-For", "203.0.113.9, garbage", ""},
           {"an open bracket", "X-Forwarded-For", "[2001:db8::9", ""},
           {"text behind the bracket", "X-Forwarded-For", "[2001:db8::9]x", ""},
           {"a zone", "X-Forwarded-For", "fe80::1%eth0", ""},
           {"garbage before an untrusted hop", "X-Forwarded-For", "garbage, 203.0.113.9",
            "203.0.113.9"}}) {
    TrustedProxies proxies = trusting({"10.0.0.0/8"});
    proxies.header = one.header;
    const http::Request from = request("10.0.0.7", {{one.header, one.value}});
    if (std::string_view(one.client).empty()) {
      EXPECT_THROW(caller_ip(from, proxies), std::runtime_error) << one.proxy;
    } else {
      EXPECT_EQ(caller_ip(from, proxies), one.client) << one.proxy;
    }
  }
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
