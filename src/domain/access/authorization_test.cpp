// Redirect URIs and PKCE.
#include "domain/access/authorization.hpp"

#include <gtest/gtest.h>

namespace usher::domain {
namespace {

TEST(RedirectUri, WhatMayBeRegistered) {
  for (const char* good :
       {"https://shop.example.com/cb", "https://shop.example.com",
        "https://shop.example.com:8443/cb?a=b&c=%20", "http://127.0.0.1/", "http://127.0.0.1:5000/",
        "http://[::1]:5000/cb", "com.example.app:/oauth"}) {
    EXPECT_TRUE(check_redirect_uri(good)) << good;
  }
  for (const char* bad : {"",
                          "shop.example.com",
                          "http://shop.example.com/",
                          "http://127.0.0.1.evil.com/",
                          "http://127.0.0.1:x/",
                          "http://127.0.0.1@evil.com/",
                          "https://",
                          "https:///x",
                          "https://user@shop.example.com/",
                          "https://shop.example.com/#x",
                          "javascript:alert(1)",
                          "data:text/html,x",
                          "https://a b",
                          "https://a\r\nX: y",
                          "https://a;b/",
                          "https://a'b/",
                          "1x.example:/cb",
                          "com.example.app:cb",
                          "com.example.app:",
                          "https://a_b/",
                          "https://a%2eb/",
                          "https://*/",
                          "https://\xC3\xA9.example.com/",
                          "//shop.example.com/"}) {
    EXPECT_FALSE(check_redirect_uri(bad)) << bad;
  }
  EXPECT_FALSE(check_redirect_uri("https://a/" + std::string(500, 'x')));
}

TEST(RedirectUri, MatchesExactlyButForLoopbackPorts) {
  Application application;
  application.redirect_uris = {"https://shop.example.com/cb", "http://127.0.0.1:5000/cb"};
  EXPECT_TRUE(may_redirect(application, "https://shop.example.com/cb"));
  EXPECT_TRUE(may_redirect(application, "http://127.0.0.1:5000/cb"));
  EXPECT_TRUE(may_redirect(application, "http://127.0.0.1:6001/cb"));
  EXPECT_TRUE(may_redirect(application, "http://127.0.0.1/cb"));
  for (const char* bad :
       {"https://shop.example.com/cb/", "https://shop.example.com/cb?x=1",
        "https://shop.example.com/CB", "https://shop.example.com:443/cb",
        "https://shop.example.com.evil.com/cb", "http://shop.example.com/cb",
        "http://127.0.0.1:6001/other", "http://[::1]:5000/cb", "http://127.0.0.1:6001",
        "http://127.0.0.1:999999/cb", "http://127.0.0.1:5000@evil.com/cb", ""}) {
    EXPECT_FALSE(may_redirect(application, bad)) << bad;
  }
}

TEST(RedirectUri, ItsScheme) {
  EXPECT_EQ(scheme_of("https://shop.example.com:8443/cb?x"), "https");
  EXPECT_EQ(scheme_of("com.example.app:/cb"), "com.example.app");
}

TEST(Pkce, TheExampleOfTheRfc) {  // RFC 7636, appendix B
  const char* const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  EXPECT_TRUE(is_code_challenge(challenge));
  EXPECT_TRUE(meets_challenge(challenge, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
  EXPECT_FALSE(meets_challenge(challenge, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl"));
  EXPECT_FALSE(meets_challenge(challenge, ""));
  EXPECT_FALSE(is_code_challenge("short"));
  EXPECT_FALSE(is_code_challenge(std::string(43, '=')));
}

}  // namespace
}  // namespace usher::domain
