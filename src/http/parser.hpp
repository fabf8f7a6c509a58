/// One HTTP/1 request out of bytes: Beast's grammar, and on top of it everything where a lenient
/// reading would let two servers in a row disagree about where a request ends.
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

/// Why http itself answers instead of a handler.
struct Refusal {
  int status = 0;
  std::string_view text;  ///< a sentence for the caller; static
};

/// Not thread-safe. Positions are kept relative to the message's first byte, so the bytes may move
/// between two calls as long as the head stays together.
class RequestParser {
 public:
  enum class Step { more, ready, refused };

  explicit RequestParser(std::size_t header_limit);
  ~RequestParser();

  /// Forgets everything: the next byte starts a request.
  void restart();

  /// Reads request line and header fields from `unread`; `start` is the message's first byte.
  /// `eaten` of the bytes were used up. Ready: the head is complete, and is valid as a request.
  Step feed_head(const char* start, std::string_view unread, std::size_t& eaten);

  /// Refuses a body of more than `bytes` (413): now when its length is said beforehand, in
  /// feed_body when it comes in chunks. REQUIRES: the head is ready.
  Step limit_body(std::size_t bytes);

  /// Reads the body. Ready: the request is complete. REQUIRES: limit_body() was ready, the request
  /// is not complete.
  Step feed_body(std::string_view unread, std::size_t& eaten);

  const Refusal& refusal() const { return refusal_; }
  /// Head and body are there.
  bool complete() const;

  /// Of the head, as far as it came. `start` as in feed_head.
  Method method() const { return method_; }
  std::string_view header(const char* start, std::string_view name) const;
  std::string_view path(const char* start) const;
  std::string_view query(const char* start) const;
  void list_headers(const char* start, std::vector<Header>& headers) const;

  /// REQUIRES for all below: the head is ready.
  bool http_1_0() const { return version_ == 10; }
  bool keep_alive() const;
  bool expects_continue() const { return expects_continue_; }
  std::optional<std::uint64_t> content_length() const;

  std::string& body() { return body_; }

 private:
  class Grammar;

  /// A part of the head, relative to its first byte.
  struct Part {
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
    std::string_view in(const char* start) const { return {start + offset, size}; }
  };
  struct Field {
    Part name;
    Part value;
  };

  Part part_of(std::string_view text) const;
  Step refuse(int status, std::string_view text);
  Step refuse_oversized(const char* start, std::size_t seen);
  Step refuse_malformed(const char* start, std::string_view rest, int beast_error);
  void split_target();
  void take_field(std::string_view name, std::string_view value);
  void take_framing(std::string_view name, std::string_view value);
  void check_head();
  void check_expectation();

  const std::size_t header_limit_;
  std::unique_ptr<Grammar> grammar_;
  const char* start_ = nullptr;  ///< this and `unread_` only during feed_head
  std::string_view unread_;
  bool in_head_ = true;
  Method method_ = Method::other;
  int version_ = 11;
  Part target_;
  Part path_;
  Part query_;
  std::vector<Field> fields_;
  int hosts_ = 0;
  int lengths_ = 0;
  int codings_ = 0;
  bool expects_continue_ = false;
  Refusal refusal_;
  std::string body_;
};

}  // namespace usher::http
