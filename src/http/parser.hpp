/// Parses HTTP/1 requests: Beast's grammar, with further checks against request smuggling, where a
/// proxy and this server could disagree about the end of a request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace usher::http {

/// An error response that http sends instead of calling a handler.
struct Refusal {
  int status = 0;
  std::string_view text;     ///< a sentence for the client; static
  bool retry_later = false;  ///< send Retry-After
};

/// An incremental parser. Positions are relative to the message's first byte, so the bytes may move
/// between two calls if the head stays contiguous. Not thread-safe.
class RequestParser {
 public:
  /// The result of a call: more bytes are needed, the part is complete, or it is refused.
  enum class Step { more, ready, refused };

  explicit RequestParser(std::size_t header_limit);
  ~RequestParser();

  /// Resets the parser: the next byte starts a request.
  void restart();

  /// Parses request line and header fields in `unread`; `start` is the message's first byte. Sets
  /// `consumed` to the number of parsed bytes. Ready: the head is complete and valid.
  Step feed_head(const char* start, std::string_view unread, std::size_t& consumed);

  /// Refuses a body of more than `bytes` (413): here if Content-Length exceeds it, in feed_body()
  /// for a chunked body. REQUIRES: the head is ready.
  Step limit_body(std::size_t bytes);

  /// Parses the body. Ready: the request is complete. REQUIRES: limit_body() was ready, the request
  /// is not complete.
  Step feed_body(std::string_view unread, std::size_t& consumed);

  const Refusal& refusal() const { return refusal_; }
  /// Returns whether head and body are parsed.
  bool complete() const;

  // The functions below return the parsed part of the head. `start` is as in feed_head().

  Method method() const { return method_; }
  std::string_view header(const char* start, std::string_view name) const;
  std::string_view path(const char* start) const;
  std::string_view query(const char* start) const;
  void list_headers(const char* start, std::vector<Header>& headers) const;

  // The functions below REQUIRE that the head is ready.

  bool http_1_0() const { return version_ == 10; }
  bool keep_alive() const;
  bool expects_continue() const { return expects_continue_; }
  std::optional<std::uint64_t> content_length() const;

  std::string& body() { return body_; }
  const std::string& body() const { return body_; }
  /// Frees the body's memory if it is large.
  void release_body();

 private:
  class Grammar;

  /// A slice of the head, relative to its first byte.
  struct Slice {
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
    std::string_view in(const char* start) const { return {start + offset, size}; }
  };
  struct Field {
    Slice name;
    Slice value;
  };

  Slice slice_of(std::string_view text) const;
  Step refuse(int status, std::string_view text);
  Step refuse_oversized(const char* start, std::size_t seen);
  Step refuse_malformed(const char* start, std::string_view rest, int beast_error);
  bool ends_bare(std::string_view lines) const;
  void split_target();
  void add_field(std::string_view name, std::string_view value);
  void check_framing(std::string_view name, std::string_view value);
  void check_head();
  void check_expectation();

  const std::size_t header_limit_;
  std::unique_ptr<Grammar> grammar_;
  const char* start_ = nullptr;  ///< `start_` and `unread_` are set during feed_head() only
  std::string_view unread_;
  bool in_head_ = true;
  Method method_ = Method::other;
  int version_ = 11;
  Slice target_;
  Slice path_;
  Slice query_;
  std::vector<Field> fields_;
  int host_count_ = 0;
  int length_count_ = 0;
  int coding_count_ = 0;
  bool expects_continue_ = false;
  std::uint64_t chunk_left_ = 0;  ///< bytes of the current chunk that did not arrive yet
  Refusal refusal_;
  std::string body_;
};

}  // namespace usher::http
