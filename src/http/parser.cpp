#include "http/parser.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <cctype>
#include <functional>
#include <utility>

#include "base/text.hpp"

namespace usher::http {

namespace beast = boost::beast;
using beast::http::error;

namespace {

constexpr std::size_t kMaxTarget = 8 * 1024;
constexpr std::size_t kMaxHeaderFields = 128;
/// Bytes of one chunk's extensions.
constexpr std::size_t kMaxChunkExtensions = 256;
/// "0\r\n\r\n", the shortest end of a chunked body.
constexpr std::size_t kMinChunkedRest = 5;

constexpr std::string_view kMalformed = "The request is not well-formed HTTP/1.1.";

std::string_view std_view(beast::string_view text) { return {text.data(), text.size()}; }

Method method_of(beast::http::verb verb) {
  switch (verb) {
    case beast::http::verb::get:
      return Method::get;
    case beast::http::verb::head:
      return Method::head;
    case beast::http::verb::post:
      return Method::post;
    case beast::http::verb::put:
      return Method::put;
    case beast::http::verb::delete_:
      return Method::delete_;
    case beast::http::verb::options:
      return Method::options;
    default:
      return Method::other;
  }
}

/// Returns whether all characters may occur in a host and port (RFC 3986, 3.2).
bool is_host(std::string_view host) {
  return std::all_of(host.begin(), host.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("-._~%!$&'()*+,;=:[]").find(c) != std::string_view::npos;
  });
}

bool has_bare_line_feed(std::string_view lines) {
  for (std::size_t at = lines.find('\n'); at != lines.npos; at = lines.find('\n', at + 1)) {
    if (at == 0 || lines[at - 1] != '\r') return true;
  }
  return false;
}

/// Returns whether the request line has a well-formed version other than 1.0 and 1.1.
bool names_other_version(std::string_view line) {
  line = line.substr(0, line.find_first_of("\r\n"));
  const std::string_view version = line.substr(line.rfind(' ') + 1);
  const auto digit = [&](std::size_t i) { return version[i] >= '0' && version[i] <= '9'; };
  return version.size() == 8 && version.starts_with("HTTP/") && digit(5) && version[6] == '.' &&
         digit(7) && version != "HTTP/1.0" && version != "HTTP/1.1";
}

}  // namespace

/// Forwards Beast's callbacks to the parser.
class RequestParser::Grammar final : public beast::http::basic_parser<true> {
 public:
  explicit Grammar(RequestParser& owner) : owner_(owner) {
    header_limit(static_cast<std::uint32_t>(owner.header_limit_));
    body_limit(boost::none);  // depends on the route
  }

 private:
  using ErrorCode = beast::error_code;
  using View = beast::string_view;

  void on_request_impl(beast::http::verb verb, View, View target, int version,
                       ErrorCode& ec) override {
    owner_.method_ = method_of(verb);
    owner_.version_ = version;
    owner_.target_ = owner_.slice_of(std_view(target));
    owner_.split_target();
    stop_if_refused(ec);
  }
  void on_field_impl(beast::http::field, View name, View value, ErrorCode& ec) override {
    // Trailers are accepted and dropped.
    if (owner_.in_head_) owner_.add_field(std_view(name), std_view(value));
    stop_if_refused(ec);
  }
  void on_header_impl(ErrorCode& ec) override { ec = {}; }
  std::size_t on_body_impl(View bytes, ErrorCode& ec) override {
    ec = {};
    owner_.body_.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  std::size_t on_chunk_body_impl(std::uint64_t, View bytes, ErrorCode& ec) override {
    owner_.chunk_left_ -= bytes.size();
    return on_body_impl(bytes, ec);
  }
  void on_response_impl(int, View, int, ErrorCode&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCode& ec) override { ec = {}; }
  void on_chunk_header_impl(std::uint64_t size, View extensions, ErrorCode& ec) override {
    ec = {};
    owner_.chunk_left_ = size;
    if (extensions.size() > kMaxChunkExtensions) ec = error::bad_chunk_extension;
  }
  void on_finish_impl(ErrorCode& ec) override { ec = {}; }

  void stop_if_refused(ErrorCode& ec) const {
    ec = {};
    if (owner_.refusal_.status != 0) ec = error::bad_value;
  }

  RequestParser& owner_;
};

RequestParser::RequestParser(std::size_t header_limit) : header_limit_(header_limit) { restart(); }
RequestParser::~RequestParser() = default;

void RequestParser::restart() {
  grammar_ = std::make_unique<Grammar>(*this);
  in_head_ = true;
  method_ = Method::other;
  version_ = 11;
  target_ = path_ = query_ = {};
  fields_.clear();
  host_count_ = length_count_ = coding_count_ = 0;
  expects_continue_ = false;
  chunk_left_ = 0;
  refusal_ = {};
  release_body();
}

void RequestParser::release_body() {
  body_.clear();
  if (body_.capacity() > 1024) body_.shrink_to_fit();
}

RequestParser::Step RequestParser::feed_head(const char* start, std::string_view unread,
                                             std::size_t& consumed) {
  start_ = start;
  unread_ = unread;
  beast::error_code ec;
  consumed = grammar_->put(boost::asio::buffer(unread.data(), unread.size()), ec);
  const bool more = ec == error::need_more;
  const std::size_t examined = ec ? unread.size() : consumed;
  const std::size_t seen = static_cast<std::size_t>(unread.data() - start) + examined;
  if (refusal_.status != 0) return Step::refused;
  // Beast limits the size of each call's input, not the sum.
  if (ec == error::header_limit || ((more || !ec) && seen > header_limit_)) {
    return refuse_oversized(start, seen);
  }
  // Beast parses incomplete lines only at the end of the header. A peer that uses bare line feeds
  // may never send that end, so both sides would wait.
  if (more && has_bare_line_feed(unread.substr(consumed))) return refuse(400, kMalformed);
  if (more) return Step::more;
  if (ec) return refuse_malformed(start, unread, ec.value());
  in_head_ = false;
  grammar_->eager(true);
  check_head();
  return refusal_.status != 0 ? Step::refused : Step::ready;
}

RequestParser::Step RequestParser::limit_body(std::size_t bytes) {
  grammar_->body_limit(bytes);  // Beast applies it to chunked bodies only
  if (content_length().value_or(0) <= bytes) return Step::ready;
  return refuse(413, "The request's body is too large.");
}

RequestParser::Step RequestParser::feed_body(std::string_view unread, std::size_t& consumed) {
  consumed = 0;
  if (unread.empty()) return Step::more;
  // Beast asserts that the last chunk's line arrives in one piece. A complete body has at least
  // that many bytes left, so waiting for them never blocks.
  if (grammar_->chunked() && unread.size() < kMinChunkedRest) {
    return ends_bare(unread.substr(0, unread.find('\n') + 1)) ? refuse(400, kMalformed) : Step::more;
  }
  beast::error_code ec;
  consumed = grammar_->put(boost::asio::buffer(unread.data(), unread.size()), ec);
  if (ec == error::body_limit) return refuse(413, "The request's body is too large.");
  if (ec && ec != error::need_more) return refuse(400, kMalformed);
  if (grammar_->is_done()) return Step::ready;
  if (ends_bare(unread.substr(consumed))) return refuse(400, kMalformed);
  if (grammar_->chunked() && unread.size() - consumed > header_limit_) {
    return refuse(400, "A chunk's header or the trailer is too large.");
  }
  return Step::more;
}

/// Returns whether lines between chunks and of the trailer have a bare line feed. A peer that uses
/// them may never send the end that Beast waits for.
bool RequestParser::ends_bare(std::string_view lines) const {
  return grammar_->chunked() && chunk_left_ == 0 && has_bare_line_feed(lines);
}

bool RequestParser::complete() const { return !in_head_ && grammar_->is_done(); }
bool RequestParser::keep_alive() const { return grammar_->keep_alive(); }

std::optional<std::uint64_t> RequestParser::content_length() const {
  const auto length = grammar_->content_length();
  return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
}

std::string_view RequestParser::header(const char* start, std::string_view name) const {
  const auto found = std::find_if(fields_.begin(), fields_.end(), [&](const Field& field) {
    return ascii_iequals(field.name.in(start), name);
  });
  return found == fields_.end() ? std::string_view() : found->value.in(start);
}

std::string_view RequestParser::path(const char* start) const {
  // "GET http://host HTTP/1.1" has an empty path, which means the root.
  return path_.size == 0 && target_.size != 0 ? std::string_view("/") : path_.in(start);
}

std::string_view RequestParser::query(const char* start) const { return query_.in(start); }

void RequestParser::list_headers(const char* start, std::vector<Header>& headers) const {
  headers.clear();
  for (const Field& field : fields_) {
    headers.push_back({field.name.in(start), field.value.in(start)});
  }
}

RequestParser::Slice RequestParser::slice_of(std::string_view text) const {
  return {static_cast<std::uint32_t>(text.data() - start_),
          static_cast<std::uint32_t>(text.size())};
}

RequestParser::Step RequestParser::refuse(int status, std::string_view text) {
  refusal_ = {status, text};
  return Step::refused;
}

RequestParser::Step RequestParser::refuse_oversized(const char* start, std::size_t seen) {
  const bool long_line = std::string_view(start, seen).find('\n') > kMaxTarget;
  return long_line ? refuse(414, "The request's address is too long.")
                   : refuse(431, "The request's header is too large.");
}

RequestParser::Step RequestParser::refuse_malformed(const char* start, std::string_view rest,
                                                    int beast_error) {
  const std::string_view all(start, static_cast<std::size_t>(rest.data() - start) + rest.size());
  if (beast_error == static_cast<int>(error::bad_version) && names_other_version(all)) {
    return refuse(400, "Only HTTP/1.0 and HTTP/1.1 are supported.");
  }
  return refuse(400, kMalformed);
}

void RequestParser::split_target() {
  std::string_view target = target_.in(start_);
  const Slice whole = std::exchange(target_, {});
  if (target.size() > kMaxTarget) {
    refuse(414, "The request's address is too long.");
    return;
  }
  if (!target.starts_with('/')) {
    const std::size_t scheme = target.find("://");
    const std::string_view name = target.substr(0, std::min(scheme, target.size()));
    if (!ascii_iequals(name, "http") && !ascii_iequals(name, "https")) {
      refuse(400, "The request's address does not belong to this server.");
      return;
    }
    target.remove_prefix(scheme + 3);
    target.remove_prefix(std::min(target.find_first_of("/?"), target.size()));
  }
  target_ = whole;
  const std::size_t mark = std::min(target.find('?'), target.size());
  path_ = slice_of(target.substr(0, mark));
  query_ = slice_of(target.substr(std::min(mark + 1, target.size())));
}

void RequestParser::add_field(std::string_view name, std::string_view value) {
  if (fields_.size() == kMaxHeaderFields) {
    refuse(431, "The request's header has too many fields.");
    return;
  }
  // Beast joins a folded line, in its own memory unless the first line is empty. Folding is
  // obsolete (RFC 9112, 5.2), and proxies disagree about its meaning.
  const char* const gap = name.data() + name.size();
  const std::less<const char*> before;
  const bool folded = before(value.data(), gap) ||
                      before(unread_.data() + unread_.size(), value.data() + value.size());
  if (folded || std::find(gap, value.data(), '\n') != value.data()) {
    refuse(400, kMalformed);
    return;
  }
  check_framing(name, value);
  fields_.push_back({slice_of(name), slice_of(value)});
}

void RequestParser::check_framing(std::string_view name, std::string_view value) {
  if (ascii_iequals(name, "host")) {
    if (++host_count_ > 1 || !is_host(value)) refuse(400, "The request's Host is invalid.");
  } else if (ascii_iequals(name, "content-length")) {
    // Beast accepts "5, 5" and a repeated Content-Length.
    const bool digits =
        std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (++length_count_ > 1 || !digits) refuse(400, "The request's Content-Length is invalid.");
  } else if (ascii_iequals(name, "transfer-encoding")) {
    // Beast ignores unknown codings.
    if (++coding_count_ > 1) refuse(400, kMalformed);
    if (!ascii_iequals(value, "chunked"))
      refuse(400, "Only the chunked transfer coding is supported.");
  } else if (ascii_iequals(name, "content-encoding")) {
    if (!value.empty() && !ascii_iequals(value, "identity"))
      refuse(415, "Content-Encoding is not supported. Please send the body uncompressed.");
  }
}

void RequestParser::check_head() {
  if (coding_count_ > 0 && (length_count_ > 0 || http_1_0())) {
    refuse(400, kMalformed);
  } else if (host_count_ == 0 && !http_1_0()) {
    refuse(400, "The request has no Host header.");
  } else if (!http_1_0()) {
    check_expectation();
  }
}

void RequestParser::check_expectation() {
  const std::string_view expectation = header(start_, "expect");
  if (expectation.empty()) return;
  expects_continue_ = ascii_iequals(expectation, "100-continue");
  if (!expects_continue_) refuse(417, "The only supported expectation is 100-continue.");
}

}  // namespace usher::http
