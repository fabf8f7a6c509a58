#include "usher/client/oauth.hpp"

#include <gtest/gtest.h>

#include "fake_time.hpp"
#include "scripted_server.hpp"
#include "url.hpp"

namespace usher::client {
namespace {

using test::FakeTime;
using test::in_turn;
using test::Reply;
using test::ScriptedServer;
using test::Seen;
using Pauses = std::vector<std::chrono::milliseconds>;
using namespace std::chrono_literals;

const Reply kTokens{
    200, R"({"access_token":"A1","expires_in":3600,"refresh_token":"R1","token_type":"bearer"})"};

const Reply kLost{.lose = true};

struct Bench {
  ScriptedServer server;
  std::shared_ptr<FakeTime> time = std::make_shared<FakeTime>();
  OAuth oauth;

  explicit Bench(std::vector<Reply> replies)
      : server(in_turn(std::move(replies))),
        oauth({server.url(), "the-id", Secret("the-secret")}, curl_transport(), time) {}
};

std::string query_of(const std::string& url) { return url.substr(url.find('?') + 1); }

TEST(Pkce, makes_the_challenge_of_rfc_7636_appendix_b) {
  EXPECT_EQ(pkce_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST(AuthorizationUrl, has_what_a_code_grant_needs_and_no_secret) {
  const OAuth oauth({"https://example.com/", "the id", Secret("the-secret")});
  const AuthorizationRequest request = oauth.authorization_url("https://shop.example/back?a=1&b=2");
  EXPECT_TRUE(request.url.starts_with("https://example.com/Authorization/OAuth/LogOn?"))
      << request.url;
  const std::string query = query_of(request.url);
  EXPECT_EQ(query_parameter(query, "response_type"), "code");
  EXPECT_EQ(query_parameter(query, "client_id"), "the id");
  EXPECT_EQ(query_parameter(query, "redirect_uri"), "https://shop.example/back?a=1&b=2");
  EXPECT_EQ(query_parameter(query, "state"), request.state.reveal());
  EXPECT_EQ(query_parameter(query, "code_challenge"), pkce_challenge(request.verifier.reveal()));
  EXPECT_EQ(query_parameter(query, "code_challenge_method"), "S256");
  EXPECT_EQ(request.verifier.reveal().size(), 43u);
  EXPECT_EQ(request.url.find("the-secret"), std::string::npos);
  EXPECT_EQ(request.issuer, "https://example.com");
  const AuthorizationRequest other = oauth.authorization_url("https://shop.example/");
  EXPECT_FALSE(other.state == request.state);
  EXPECT_FALSE(other.verifier == request.verifier);
}

TEST(Redirect, returns_the_code_only_to_its_own_sign_in) {
  AuthorizationRequest request;
  request.state = Secret("st at&e");
  const std::string back = "https://shop.example/back?x=1&code=C%2B1&state=st+at%26e#f";
  EXPECT_EQ(OAuth::code_from_redirect(back, request).reveal(), "C+1");
  const auto refused = [&](const char* address) -> std::string {
    try {
      OAuth::code_from_redirect(address, request);
      return "accepted";
    } catch (const OAuthError& error) {
      return error.code();
    }
  };
  EXPECT_EQ(refused("https://shop.example/back?code=C1&state=other"), "invalid_state");
  EXPECT_EQ(refused("https://shop.example/back?code=C1"), "invalid_state");
  EXPECT_EQ(refused("https://shop.example/back"), "invalid_state");
  EXPECT_EQ(refused("/back?error=access_denied&state=other"), "invalid_state");
  EXPECT_EQ(refused("/back?error=access_denied&state=st%20at%26e"), "access_denied");
  EXPECT_THROW(OAuth::code_from_redirect("/back?state=st+at%26e", request), ProtocolError);
  request.issuer = "https://example.com";
  EXPECT_EQ(refused("/back?code=C1&state=st+at%26e&iss=https%3A%2F%2Fother.example"),
            "invalid_issuer");
  EXPECT_EQ(refused("/back?code=C1&state=st+at%26e&iss=https%3A%2F%2Fexample.com"), "accepted");
  request.state = Secret();
  EXPECT_EQ(refused("https://shop.example/back?code=C1"), "invalid_state");
}

TEST(Grants, send_forms_with_basic_credentials) {
  Bench bench({kTokens});
  AuthorizationRequest request;
  request.redirect_uri = "http://127.0.0.1:5000/";
  request.verifier = Secret("verifier");
  const Tokens tokens = bench.oauth.exchange_code(Secret("C 1"), request);
  EXPECT_EQ(tokens.access.reveal(), "A1");
  EXPECT_EQ(tokens.refresh.reveal(), "R1");
  EXPECT_EQ(tokens.expires_at.time_since_epoch(), 1'800'003'600s);
  bench.oauth.password_grant("m1", Secret("p&=+ä"));
  bench.oauth.refresh(Secret("R1"));
  bench.oauth.revoke(Secret("R1"));
  const auto seen = bench.server.seen();
  ASSERT_EQ(seen.size(), 4u);
  EXPECT_EQ(seen[0].body,
            "grant_type=authorization_code&code=C%201&redirect_uri="
            "http%3A%2F%2F127.0.0.1%3A5000%2F&code_verifier=verifier");
  EXPECT_EQ(seen[1].body, "grant_type=password&username=m1&password=p%26%3D%2B%C3%A4");
  EXPECT_EQ(seen[2].body, "grant_type=refresh_token&refresh_token=R1");
  EXPECT_EQ(seen[3].body, "token=R1");
  for (const Seen& call : seen) {
    EXPECT_EQ(call.method, "POST");
    EXPECT_EQ(call.headers.at("content-type"), "application/x-www-form-urlencoded");
    EXPECT_EQ(call.headers.at("authorization"), "Basic dGhlLWlkOnRoZS1zZWNyZXQ=");
  }
  EXPECT_EQ(seen[0].target, "/Authorization/OAuth/Token");
  EXPECT_EQ(seen[3].target, "/oauth/revoke");
}

TEST(Grants, name_a_client_without_a_secret_in_the_form) {
  ScriptedServer server(in_turn({kTokens}));
  OAuth oauth({server.url(), "the id", Secret()});
  oauth.refresh(Secret("R1"));
  const Seen seen = server.seen().at(0);
  EXPECT_EQ(seen.body, "grant_type=refresh_token&refresh_token=R1&client_id=the%20id");
  EXPECT_EQ(seen.headers.count("authorization"), 0u);
}

TEST(Grants, take_an_empty_answer_to_a_revocation) {
  Bench bench({Reply{200, ""}});
  bench.oauth.revoke(Secret("R1"));
}

TEST(Grants, distinguish_oauth_errors_from_others) {
  Bench bench({{400, R"({"error":"invalid_grant","error_description":"Wrong password."})"},
               {401, R"({"error":"invalid_client"})"},
               {500, R"({"ErrorCode":"500","ErrorDescription":"x","ErrorName":"y"})"},
               {502, "<html>"},
               {429,
                R"({"error":"temporarily_unavailable","error_description":"Slow down."})",
                {"Retry-After: 9"}}});
  const auto sign_in = [&] { bench.oauth.password_grant("m1", Secret("guess")); };
  try {
    sign_in();
    FAIL();
  } catch (const OAuthError& error) {
    EXPECT_EQ(error.status(), 400);
    EXPECT_EQ(error.code(), "invalid_grant");
    EXPECT_EQ(error.description(), "Wrong password.");
    EXPECT_EQ(std::string(error.what()).find("guess"), std::string::npos);
  }
  EXPECT_THROW(sign_in(), OAuthError);
  EXPECT_THROW(sign_in(), ServiceError);
  EXPECT_THROW(sign_in(), ServiceError);
  try {
    sign_in();
    FAIL();
  } catch (const RateLimited& error) {
    EXPECT_EQ(error.retry_after(), 9s);
    EXPECT_EQ(error.description(), "Slow down.");
  }
  EXPECT_EQ(bench.server.seen().size(), 5u) << "nothing is retried";
}

TEST(Grants, refuse_answers_without_a_bearer_token) {
  for (const char* body :
       {"", "[]", R"({"access_token":""})", R"({"access_token":"a b"})",
        R"({"access_token":"a\r\nX: y"})", R"({"access_token":"A","refresh_token":"r\n"})",
        R"({"access_token":"A","token_type":"mac"})"}) {
    Bench bench({Reply{200, body}});
    EXPECT_THROW(bench.oauth.password_grant("m1", Secret("p")), ProtocolError) << body;
  }
}

TEST(Refresh, is_retried_if_the_response_is_lost) {
  Bench bench({kLost, {503, "", {"Retry-After: 1"}}, kTokens});
  EXPECT_EQ(bench.oauth.refresh(Secret("R0")).refresh.reveal(), "R1");
  const auto seen = bench.server.seen();
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[0].body, seen[2].body);
  EXPECT_EQ(bench.time->pauses(), (Pauses{500ms, 1'200ms}));
}

TEST(Refresh, is_not_retried_beyond_the_validity_of_the_old_token) {
  Bench lost({kLost});
  EXPECT_THROW(lost.oauth.refresh(Secret("R0")), TransportError);
  EXPECT_EQ(lost.server.seen().size(), 3u);
  Bench later({Reply{503, "", {"Retry-After: 60"}}});
  EXPECT_THROW(later.oauth.refresh(Secret("R0")), ServiceError);
  EXPECT_EQ(later.server.seen().size(), 1u);
}

TEST(Refresh, keeps_the_token_of_a_server_that_does_not_rotate) {
  Bench bench({Reply{200, R"({"access_token":"A2","token_type":"Bearer","expires_in":"soon"})"}});
  const Tokens tokens = bench.oauth.refresh(Secret("R0"));
  EXPECT_EQ(tokens.access.reveal(), "A2");
  EXPECT_EQ(tokens.refresh.reveal(), "R0");
}

}  // namespace
}  // namespace usher::client
