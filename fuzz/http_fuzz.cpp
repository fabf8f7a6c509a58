// Parses any bytes as HTTP/1 requests. Checks that the outcome does not depend on how the bytes are
// split.
#include <cstdint>
#include <string>

#include "base/check.hpp"
#include "http/parser.hpp"

namespace {

using usher::http::RequestParser;

struct Outcome {
  int status = 0;  // 0 if the request is incomplete, 200 if it is complete
  std::string path;
  std::string body;
  bool operator==(const Outcome&) const = default;
};

Outcome parse(std::string_view bytes, std::size_t piece) {
  constexpr std::size_t kHeaderLimit = 2048;
  constexpr std::size_t kBodyLimit = 1024;
  RequestParser parser(kHeaderLimit);
  const char* const start = bytes.data();
  std::size_t at = 0;
  std::size_t known = 0;
  RequestParser::Step step = RequestParser::Step::more;
  bool head = true;
  while (true) {
    if (step == RequestParser::Step::more && at == known) {
      if (known == bytes.size()) return {};
      known = std::min(known + piece, bytes.size());
    }
    std::size_t consumed = 0;
    const std::string_view unread = bytes.substr(at, known - at);
    step = head ? parser.feed_head(start, unread, consumed) : parser.feed_body(unread, consumed);
    CHECK(consumed <= unread.size());
    at += consumed;
    if (step == RequestParser::Step::refused) return {parser.refusal().status, "", ""};
    if (step == RequestParser::Step::ready && head) {
      head = false;
      if (parser.limit_body(kBodyLimit) == RequestParser::Step::refused) {
        return {parser.refusal().status, "", ""};
      }
      if (parser.complete()) return {200, std::string(parser.path(start)), parser.body()};
      step = RequestParser::Step::more;
    } else if (step == RequestParser::Step::ready) {
      return {200, std::string(parser.path(start)), parser.body()};
    } else if (consumed == 0 && known == bytes.size()) {
      return {};
    } else if (consumed == 0 && at < known) {
      known = std::min(known + piece, bytes.size());
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (size == 0) return 0;
  const Outcome whole = parse(bytes, size);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}}) {
    const Outcome pieces = parse(bytes, piece);
    // Split input may exceed a limit later, but must not contain a request that the whole input
    // does not contain.
    if (pieces.status == 200 || whole.status == 200) CHECK(pieces == whole);
  }
  return 0;
}
