#include "http/router.hpp"

#include <gtest/gtest.h>

namespace usher::http {
namespace {

Task<Response> nothing(const Request&) { co_return Response{}; }

Route route(Method method, const std::string& path) {
  return {method, path, std::string(name_of(method)) + " " + path, nothing};
}

/// Returns the name of the matching route, otherwise "405 <allow>" or "404".
std::string found(const Router& router, Method method, std::string_view path) {
  const Router::Match match = router.find(method, path);
  if (match.route != nullptr) return match.route->name;
  return match.path_known ? "405 " + match.allow : "404";
}

TEST(RouterTest, MatchesLiteralsInAnyCase) {
  const Router router({route(Method::post, "/API/v1.1/Rest/Console")});
  EXPECT_EQ(found(router, Method::post, "/api/V1.1/rest/CONSOLE"), "POST /API/v1.1/Rest/Console");
  EXPECT_EQ(found(router, Method::post, "/API/v1.1/Rest/Consoles"), "404");
  EXPECT_EQ(found(router, Method::post, "/API/v1.1/Rest"), "404");
}

TEST(RouterTest, DistinguishesTheRootAndTrailingSlashes) {
  const Router router({route(Method::get, "/"), route(Method::get, "/a")});
  EXPECT_EQ(found(router, Method::get, "/"), "GET /");
  EXPECT_EQ(found(router, Method::get, "/a"), "GET /a");
  EXPECT_EQ(found(router, Method::get, "/a/"), "404");
  EXPECT_EQ(found(router, Method::get, ""), "404");
  EXPECT_EQ(found(router, Method::get, "*"), "404");
}

TEST(RouterTest, TakesWholeNonEmptySegmentsAsParameters) {
  const Router router({route(Method::get, "/List/{list}/Group/{group}")});
  const Router::Match match = router.find(Method::get, "/list/12/group/a%2Fb");
  ASSERT_NE(match.route, nullptr);
  ASSERT_EQ(match.parameters.size(), 2U);
  EXPECT_EQ(match.parameters[0], "12");
  EXPECT_EQ(match.parameters[1], "a%2Fb") << "the handler decodes percent-encoding";
  EXPECT_EQ(found(router, Method::get, "/list//group/1"), "404");
}

TEST(RouterTest, PrefersLiteralsAndBacktracks) {
  const Router router({route(Method::get, "/email/sending"), route(Method::get, "/email/{id}"),
                       route(Method::delete_, "/email/{id}"),
                       route(Method::get, "/email/{id}/tags")});
  EXPECT_EQ(found(router, Method::get, "/email/Sending"), "GET /email/sending");
  EXPECT_EQ(found(router, Method::get, "/email/7"), "GET /email/{id}");
  EXPECT_EQ(found(router, Method::get, "/email/sending/tags"), "GET /email/{id}/tags");
  EXPECT_EQ(found(router, Method::delete_, "/email/sending"), "DELETE /email/{id}");
  EXPECT_EQ(router.find(Method::get, "/email/sending/tags").parameters.size(), 1U);
  EXPECT_TRUE(router.find(Method::get, "/email/sending").parameters.empty());
}

TEST(RouterTest, ReturnsTheMethodsOfAKnownPath) {
  const Router router({route(Method::get, "/a"), route(Method::put, "/a"),
                       route(Method::post, "/{x}"), route(Method::post, "/b")});
  EXPECT_EQ(found(router, Method::delete_, "/a"), "405 GET, HEAD, POST, PUT");
  EXPECT_EQ(found(router, Method::options, "/b"), "405 POST");
  EXPECT_EQ(found(router, Method::other, "/c"), "405 POST");
  EXPECT_EQ(found(router, Method::get, "/c/d"), "404");
}

TEST(RouterTest, HeadFallsBackToGet) {
  const Router router({route(Method::get, "/a"), route(Method::get, "/b"),
                       route(Method::head, "/b"), route(Method::post, "/c")});
  EXPECT_EQ(found(router, Method::head, "/a"), "GET /a");
  EXPECT_EQ(found(router, Method::head, "/b"), "HEAD /b");
  EXPECT_EQ(found(router, Method::head, "/c"), "405 POST");
}

TEST(RouterDeathTest, RefusesTheSameShapeTwice) {
  EXPECT_DEATH(Router({route(Method::get, "/a/{x}"), route(Method::get, "/A/{y}")}), "");
}

}  // namespace
}  // namespace usher::http
