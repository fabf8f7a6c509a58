#include "http/parser.hpp"

#include <gtest/gtest.h>

#include "http/input_buffer.hpp"

namespace usher::http {
namespace {

using namespace std::string_literals;

constexpr std::size_t kHeaderLimit = 16 * 1024;
constexpr std::size_t kBodyLimit = 32;

/// Feeds a parser as a session does, with `step` bytes at a time.
class Feeder {
 public:
  explicit Feeder(std::string bytes, std::size_t step) : bytes_(std::move(bytes)), step_(step) {}

  /// Returns 200 for a complete request, 0 if bytes are missing, otherwise the refusal's status.
  int run() {
    for (bool head = true;;) {
      std::size_t consumed = 0;
      RequestParser::Step step = head ? parser_.feed_head(input_.start(), input_.unread(), consumed)
                                      : parser_.feed_body(input_.unread(), consumed);
      input_.consume(consumed);
      if (head) input_.keep_head();
      if (head && step == RequestParser::Step::ready) {
        step = parser_.limit_body(kBodyLimit);
        head = false;
        if (step == RequestParser::Step::ready && !parser_.complete()) continue;
      }
      if (step == RequestParser::Step::ready) return 200;
      if (step == RequestParser::Step::refused) return parser_.refusal().status;
      if (bytes_.empty()) return 0;
      const std::string piece = bytes_.substr(0, step_);
      bytes_.erase(0, piece.size());
      piece.copy(input_.prepare(piece.size()).data(), piece.size());
      input_.commit(piece.size());
    }
  }

  RequestParser& parser() { return parser_; }
  const char* start() const { return input_.start(); }
  std::string rest() const { return std::string(input_.unread()) + bytes_; }

 private:
  RequestParser parser_{kHeaderLimit};
  InputBuffer input_;
  std::string bytes_;
  std::size_t step_;
};

/// Checks that the result does not depend on how the bytes are split, and returns it.
int outcome(const std::string& bytes) {
  const int whole = Feeder(bytes, bytes.size()).run();
  for (std::size_t step = 1; step < std::min<std::size_t>(bytes.size(), 40); ++step) {
    EXPECT_EQ(Feeder(bytes, step).run(), whole) << step << " bytes at a time: " << bytes;
  }
  return whole;
}

std::string bare_get(const std::string& target, const std::string& fields = "Host: a\r\n") {
  return "GET " + target + " HTTP/1.1\r\n" + fields + "\r\n";
}

std::string bare_post(const std::string& fields, const std::string& body) {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}

TEST(ParserTest, ParsesARequest) {
  for (const std::size_t step : {1, 2, 3, 7, 1000}) {
    Feeder feeder(
        "PUT /a/b?c=\"d\"&e HTTP/1.1\r\nHost: h:80\r\nX-A:  1 2 \r\n"
        "Content-Length: 5\r\n\r\nhelloGET",
        step);
    ASSERT_EQ(feeder.run(), 200);
    RequestParser& parser = feeder.parser();
    EXPECT_EQ(parser.method(), Method::put);
    EXPECT_EQ(parser.path(feeder.start()), "/a/b");
    EXPECT_EQ(parser.query(feeder.start()), "c=\"d\"&e");
    EXPECT_EQ(parser.header(feeder.start(), "x-a"), "1 2");
    EXPECT_EQ(parser.body(), "hello");
    EXPECT_EQ(feeder.rest(), "GET") << "the next request's bytes stay unread";
    EXPECT_TRUE(parser.keep_alive());
  }
}

TEST(ParserTest, JoinsChunksAndDropsTrailers) {
  const std::string bytes =
      bare_post("Transfer-Encoding: Chunked\r\n",
                "3;a=\"b\"\r\nabc\r\n0A\r\n0123456789\r\n0\r\nX-T: 1\r\n\r\n");
  EXPECT_EQ(outcome(bytes), 200);
  Feeder feeder(bytes, 1);
  ASSERT_EQ(feeder.run(), 200);
  EXPECT_EQ(feeder.parser().body(), "abc0123456789");
  EXPECT_EQ(feeder.parser().header(feeder.start(), "X-T"), "");
  EXPECT_EQ(outcome(bare_post("Transfer-Encoding: chunked\r\n", "0\r\n\r\n")), 200);
}

TEST(ParserTest, FindsThePathInAnAbsoluteTarget) {
  const auto path = [](const std::string& target) {
    Feeder feeder(bare_get(target), 1000);
    EXPECT_EQ(feeder.run(), 200) << target;
    return std::string(feeder.parser().path(feeder.start())) + "|" +
           std::string(feeder.parser().query(feeder.start()));
  };
  EXPECT_EQ(path("http://host:1/a?b"), "/a|b");
  EXPECT_EQ(path("HTTPS://host"), "/|");
  EXPECT_EQ(path("http://host?b/c"), "/|b/c");
  EXPECT_EQ(path("/?"), "/|");
  EXPECT_EQ(path("/http://x"), "/http://x|");
}

TEST(ParserTest, RefusesInvalidTargets) {
  for (const char* target : {"*", "a", "host:80", "ftp://host/a", "?a"}) {
    EXPECT_EQ(outcome(bare_get(target)), 400) << target;
  }
  EXPECT_EQ(outcome(bare_get("/" + std::string(9000, 'a'))), 414);
  EXPECT_EQ(outcome(bare_get("/" + std::string(20000, 'a'))), 414);
}

TEST(ParserTest, RefusesOtherVersions) {
  EXPECT_EQ(outcome("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(outcome("GET / HTTP/1.2\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(outcome("PRI * HTTP/2.0\r\n\r\n"), 400);
  EXPECT_EQ(outcome("GET / HTTP/1.1 \r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(outcome("GET / HTTX/1.1\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(outcome("GET /\r\n\r\n"), 400);
  EXPECT_EQ(outcome("\x16\x03\x01 hello\r\n\r\n"), 400);
}

TEST(ParserTest, NeedsExactlyOneValidHost) {
  EXPECT_EQ(outcome(bare_get("/", "")), 400);
  EXPECT_EQ(outcome(bare_get("/", "Host: a\r\nHost: a\r\n")), 400);
  EXPECT_EQ(outcome(bare_get("/", "Host: a/b\r\n")), 400);
  EXPECT_EQ(outcome(bare_get("/", "Host: a b\r\n")), 400);
  EXPECT_EQ(outcome(bare_get("/", "Host: [::1]:8080\r\n")), 200);
  EXPECT_EQ(outcome("GET / HTTP/1.0\r\n\r\n"), 200);
}

TEST(ParserTest, RefusesAmbiguousFraming) {
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  EXPECT_EQ(outcome(bare_post("Content-Length: 5\r\n" + chunked, "0\r\n\r\n")), 400);
  EXPECT_EQ(outcome(bare_post(chunked + "Content-Length: 5\r\n", "0\r\n\r\n")), 400);
  EXPECT_EQ(outcome(bare_post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello")), 400);
  EXPECT_EQ(outcome(bare_post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!")), 400);
  for (const char* length : {"5, 5", "+5", "-5", "5x", "0x5", "", "99999999999999999999"}) {
    EXPECT_EQ(outcome(bare_post("Content-Length: " + std::string(length) + "\r\n", "")), 400)
        << length;
  }
  EXPECT_EQ(outcome(bare_post(chunked + chunked, "0\r\n\r\n")), 400);
  for (const char* coding : {"xchunked", "gzip, chunked", "chunked, gzip", "identity", ""}) {
    EXPECT_EQ(outcome(bare_post("Transfer-Encoding: " + std::string(coding) + "\r\n", "")), 400);
  }
  EXPECT_EQ(outcome("POST / HTTP/1.0\r\n" + chunked + "\r\n0\r\n\r\n"), 400);
}

TEST(ParserTest, RefusesSloppyLines) {
  EXPECT_EQ(outcome(bare_get("/", "Host: a\r\nX: 1\r\n 2\r\n")), 400) << "folded";
  EXPECT_EQ(outcome(bare_get("/", "Host: a\r\nX:\r\n 2\r\n")), 400) << "folded after nothing";
  EXPECT_EQ(outcome(bare_get("/", "Host: a\r\nX:\r\n \r\n")), 400) << "folded, all blank";
  EXPECT_EQ(outcome(bare_get("/", " Host: a\r\n")), 400);
  EXPECT_EQ(outcome(bare_get("/", "Host: a\nX: 1\r\n")), 400) << "bare line feed";
  EXPECT_EQ(outcome(bare_get("/", "Host: a\rX: 1\r\n")), 400) << "bare carriage return";
  EXPECT_EQ(outcome("GET / HTTP/1.1\nHost: a\n\n"), 400);
  EXPECT_EQ(outcome(bare_get("/", "Host: a\r\nContent-Length : 5\r\n")), 400)
      << "space before colon";
  EXPECT_EQ(outcome(bare_get("/", "Host: a\r\n: 5\r\n")), 400);
  EXPECT_EQ(outcome(bare_get("/", "Host: a\r\nnocolon\r\n")), 400);
  EXPECT_EQ(outcome(bare_get("/", "Host: a\r\nX: a\0b\r\n"s)), 400);
  EXPECT_EQ(outcome(bare_get("/a\0b"s)), 400);
}

TEST(ParserTest, RefusesBadChunks) {
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  for (const char* body : {"x\r\nabc\r\n0\r\n\r\n", "3\nabc\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n",
                           "0x3\r\nabc\r\n0\r\n\r\n", "-3\r\nabc\r\n0\r\n\r\n",
                           "ffffffffffffffffff\r\nabc\r\n", "3 \r\nabc\r\n0\r\n\r\n"}) {
    EXPECT_EQ(outcome(bare_post(chunked, body)), 400) << body;
  }
  EXPECT_EQ(outcome(bare_post(chunked, "3\r\nabc\r\n0\r\nContent-Length: 3\r\n\r\n")), 400);
  EXPECT_EQ(outcome(bare_post(chunked, "3;" + std::string(20000, 'a') + "\r\nabc\r\n0\r\n\r\n")),
            400);
}

TEST(ParserTest, KeepsTheLimits) {
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  EXPECT_EQ(outcome(bare_post("Content-Length: 32\r\n", std::string(32, 'a'))), 200);
  EXPECT_EQ(outcome(bare_post("Content-Length: 33\r\n", "")), 413);
  EXPECT_EQ(outcome(bare_post(chunked, "20\r\n" + std::string(32, 'a') + "\r\n0\r\n\r\n")), 200);
  EXPECT_EQ(outcome(bare_post(chunked, "21\r\n" + std::string(33, 'a') + "\r\n0\r\n\r\n")), 413);
  EXPECT_EQ(outcome(bare_post(chunked, "10\r\n" + std::string(16, 'a') + "\r\n11\r\n" +
                                           std::string(17, 'a') + "\r\n0\r\n\r\n")),
            413);
  EXPECT_EQ(outcome(bare_get("/", "Host: a\r\nX: " + std::string(17000, 'a') + "\r\n")), 431);
  std::string many = "Host: a\r\n";
  for (int i = 0; i < 1000; ++i) many += "X" + std::to_string(i) + ": aaaaaaaaaaaaaaaa\r\n";
  EXPECT_EQ(outcome(bare_get("/", many)), 431);
}

TEST(ParserTest, SupportsOneExpectation) {
  Feeder feeder(bare_post("Expect: 100-Continue\r\nContent-Length: 1\r\n", "a"), 1000);
  ASSERT_EQ(feeder.run(), 200);
  EXPECT_TRUE(feeder.parser().expects_continue());
  EXPECT_EQ(outcome(bare_get("/", "Host: a\r\nExpect: the-moon\r\n")), 417);
  EXPECT_EQ(outcome("GET / HTTP/1.0\r\nExpect: the-moon\r\n\r\n"), 200);
}

}  // namespace
}  // namespace usher::http
