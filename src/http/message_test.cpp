#include "http/message.hpp"

#include <gtest/gtest.h>

#include "http/response_head.hpp"

namespace usher::http {
namespace {

TEST(MessageTest, FindsHeadersInAnyCase) {
  Request request;
  request.headers = {{"Host", "a"}, {"X-Twice", "first"}, {"x-twice", "second"}};
  EXPECT_EQ(request.header("hOST"), "a");
  EXPECT_EQ(request.header("X-TWICE"), "first");
  EXPECT_EQ(request.header("Hos"), "");
}

TEST(MessageTest, NamesMethodsAndStatuses) {
  EXPECT_EQ(name_of(Method::delete_), "DELETE");
  EXPECT_EQ(name_of(Method::other), "OTHER");
  EXPECT_EQ(reason_of(200), "OK");
  EXPECT_EQ(reason_of(202), "Accepted");
  EXPECT_EQ(reason_of(404), "Not Found");
  EXPECT_EQ(reason_of(505), "HTTP Version Not Supported");
  EXPECT_EQ(reason_of(418), "Status");
  EXPECT_EQ(reason_of(999), "Status");
}

TEST(MessageTest, RefusesControlsInHeaderValues) {
  EXPECT_TRUE(is_header_value(""));
  EXPECT_TRUE(is_header_value("a b\tc; d=\"\xC3\xA9\""));
  EXPECT_FALSE(is_header_value("a\r\nSet-Cookie: b"));
  EXPECT_FALSE(is_header_value("a\nb"));
  EXPECT_FALSE(is_header_value(std::string_view("a\0b", 3)));
  EXPECT_FALSE(is_header_value("a\x7F"));
}

std::string head_of(const Response& response, const HeadOptions& form) {
  std::string out;
  append_head(out, response, form);
  return out;
}

TEST(ResponseHeadTest, WritesTheWholeHead) {
  const Response response{200, "application/json", "{}", {{"Cache-Control", "no-store"}}};
  EXPECT_EQ(head_of(response, {.request_id = "7", .date = "today"}),
            "HTTP/1.1 200 OK\r\nServer: usher\r\nDate: today\r\nContent-Type: application/json\r\n"
            "Content-Length: 2\r\nX-Request-Id: 7\r\nX-Content-Type-Options: nosniff\r\n"
            "Cache-Control: no-store\r\n\r\n");
}

TEST(ResponseHeadTest, ContainsTheConnectionHeader) {
  EXPECT_NE(head_of({}, {.close = true}).find("Connection: close\r\n"), std::string::npos);
  EXPECT_NE(head_of({}, {.keep_alive_header = true}).find("Connection: keep-alive\r\n"),
            std::string::npos);
  EXPECT_EQ(head_of({}, {}).find("Connection"), std::string::npos);
}

TEST(ResponseHeadTest, OmitsInvalidAndReservedFields) {
  const Response response{200,
                          "text/plain\r\nX-Bad: 1",
                          "",
                          {{"X-Bad", "a\r\nb"},
                           {"X Bad", "a"},
                           {"", "a"},
                           {"content-length", "7"},
                           {"Transfer-Encoding", "chunked"},
                           {"X-Good", "a"}}};
  const std::string head = head_of(response, {});
  EXPECT_EQ(head.find("Bad"), std::string::npos);
  EXPECT_EQ(head.find("ransfer"), std::string::npos);
  EXPECT_EQ(head.find("7"), std::string::npos);
  EXPECT_NE(head.find("X-Good: a\r\n"), std::string::npos);
  EXPECT_FALSE(is_sendable(response));
  EXPECT_TRUE(is_sendable({200, "text/plain", "", {{"X-Good", "a"}}}));
}

TEST(ResponseHeadTest, NoContentHasNoLength) {
  EXPECT_EQ(head_of({204, "", "", {}}, {}).find("Content-Length"), std::string::npos);
}

}  // namespace
}  // namespace usher::http
