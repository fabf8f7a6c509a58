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

constexpr std::size_t kLongestTarget = 8 * 1024;
constexpr std::size_t kMaxFields = 128;
/// Of one chunk; nobody uses them.
constexpr std::size_t kLongestExtensions = 256;
/// "0\r\n\r\n", the shortest rest that a chunked body can have.
constexpr std::size_t kShortestChunkedRest = 5;

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

/// What RFC 3986 lets a host and port consist of.
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

/// True for "HTTP/2.0": a version that is said properly but is not ours.
bool names_other_version(std::string_view line) {
  line = line.substr(0, line.find_first_of("\r\n"));
  const std::string_view version = line.substr(line.rfind(' ') + 1);
  const auto digit = [&](std::size_t i) { return version[i] >= '0' && version[i] <= '9'; };
  return version.size() == 8 && version.starts_with("HTTP/") && digit(5) && version[6] == '.' &&
         digit(7) && version != "HTTP/1.0" && version != "HTTP/1.1";
}

}  // namespace

/// Beast's callbacks, handed on.
class RequestParser::Grammar final : public beast::http::basic_parser<true> {
 public:
  explicit Grammar(RequestParser& owner) : owner_(owner) {
    header_limit(static_cast<std::uint32_t>(owner.header_limit_));
    body_limit(boost::none);  // known only when the route is
  }

 private:
  using ErrorCode = beast::error_code;
  using View = beast::string_view;

  void on_request_impl(beast::http::verb verb, View, View target, int version,
                       ErrorCode& ec) override {
    owner_.method_ = method_of(verb);
    owner_.version_ = version;
    owner_.target_ = owner_.part_of(std_view(target));
    owner_.split_target();
    stop_if_refused(ec);
  }
  void on_field_impl(beast::http::field, View name, View value, ErrorCode& ec) override {
    // Trailers are tolerated, and dropped.
    if (owner_.in_head_) owner_.take_field(std_view(name), std_view(value));
    stop_if_refused(ec);
  }
  void on_header_impl(ErrorCode& ec) override { ec = {}; }
  std::size_t on_body_impl(View bytes, ErrorCode& ec) override {
    ec = {};
    owner_.body_.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  std::size_t on_chunk_body_impl(std::uint64_t, View bytes, ErrorCode& ec) override {
    return on_body_impl(bytes, ec);
  }
  void on_response_impl(int, View, int, ErrorCode&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCode& ec) override { ec = {}; }
  void on_chunk_header_impl(std::uint64_t, View extensions, ErrorCode& ec) override {
    ec = {};
    if (extensions.size() > kLongestExtensions) ec = error::bad_chunk_extension;
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
  hosts_ = lengths_ = codings_ = 0;
  expects_continue_ = false;
  refusal_ = {};
  body_.clear();
  if (body_.capacity() > 1024) body_.shrink_to_fit();
}

RequestParser::Step RequestParser::feed_head(const char* start, std::string_view unread,
                                             std::size_t& eaten) {
  start_ = start;
  unread_ = unread;
  beast::error_code ec;
  eaten = grammar_->put(boost::asio::buffer(unread.data(), unread.size()), ec);
  const bool more = ec == error::need_more;
  const std::size_t looked_at = ec ? unread.size() : eaten;
  const std::size_t seen = static_cast<std::size_t>(unread.data() - start) + looked_at;
  if (refusal_.status != 0) return Step::refused;
  // Beast limits what it gets at once, not the sum.
  if (ec == error::header_limit || ((more || !ec) && seen > header_limit_)) {
    return refuse_oversized(start, seen);
  }
  // Beast waits for the end of the header before it looks at lines that came in part; such a peer
  // might wait for our answer as well.
  if (more && has_bare_line_feed(unread.substr(eaten))) return refuse(400, kMalformed);
  if (more) return Step::more;
  if (ec) return refuse_malformed(start, unread, ec.value());
  in_head_ = false;
  grammar_->eager(true);
  check_head();
  return refusal_.status != 0 ? Step::refused : Step::ready;
}

RequestParser::Step RequestParser::limit_body(std::size_t bytes) {
  grammar_->body_limit(bytes);  // Beast looks at it only where chunks are concerned
  if (content_length().value_or(0) <= bytes) return Step::ready;
  return refuse(413, "The request's body is too large.");
}

RequestParser::Step RequestParser::feed_body(std::string_view unread, std::size_t& eaten) {
  eaten = 0;
  if (unread.empty()) return Step::more;
  // Beast asserts that the last chunk's line never comes in smaller pieces; no complete rest is
  // shorter, so waiting for that many bytes holds nothing up.
  if (grammar_->chunked() && unread.size() < kShortestChunkedRest) return Step::more;
  beast::error_code ec;
  eaten = grammar_->put(boost::asio::buffer(unread.data(), unread.size()), ec);
  if (ec == error::body_limit) return refuse(413, "The request's body is too large.");
  if (ec && ec != error::need_more) return refuse(400, kMalformed);
  if (grammar_->is_done()) return Step::ready;
  if (grammar_->chunked() && unread.size() - eaten > header_limit_) {
    return refuse(400, "A chunk's header or the trailer is too large.");
  }
  return Step::more;
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
  // "GET http://host HTTP/1.1" asks for the root without saying so.
  return path_.size == 0 && target_.size != 0 ? std::string_view("/") : path_.in(start);
}

std::string_view RequestParser::query(const char* start) const { return query_.in(start); }

void RequestParser::list_headers(const char* start, std::vector<Header>& headers) const {
  headers.clear();
  for (const Field& field : fields_) {
    headers.push_back({field.name.in(start), field.value.in(start)});
  }
}

RequestParser::Part RequestParser::part_of(std::string_view text) const {
  return {static_cast<std::uint32_t>(text.data() - start_),
          static_cast<std::uint32_t>(text.size())};
}

RequestParser::Step RequestParser::refuse(int status, std::string_view text) {
  refusal_ = {status, text};
  return Step::refused;
}

RequestParser::Step RequestParser::refuse_oversized(const char* start, std::size_t seen) {
  const bool long_line = std::string_view(start, seen).find('\n') > kLongestTarget;  // or none
  return long_line ? refuse(414, "The request's address is too long.")
                   : refuse(431, "The request's header is too large.");
}

RequestParser::Step RequestParser::refuse_malformed(const char* start, std::string_view rest,
                                                    int beast_error) {
  const std::string_view all(start, static_cast<std::size_t>(rest.data() - start) + rest.size());
  if (beast_error == static_cast<int>(error::bad_version) && names_other_version(all)) {
    return refuse(400, "Only HTTP/1.0 and HTTP/1.1 are spoken here.");
  }
  return refuse(400, kMalformed);
}

void RequestParser::split_target() {
  std::string_view target = target_.in(start_);
  const Part whole = std::exchange(target_, {});
  if (target.size() > kLongestTarget) {
    refuse(414, "The request's address is too long.");
    return;
  }
  if (!target.starts_with('/')) {
    const std::size_t scheme = target.find("://");
    const std::string_view name = target.substr(0, std::min(scheme, target.size()));
    if (!ascii_iequals(name, "http") && !ascii_iequals(name, "https")) {
      refuse(400, "The request's address is not one of this server.");
      return;
    }
    target.remove_prefix(scheme + 3);
    target.remove_prefix(std::min(target.find_first_of("/?"), target.size()));
  }
  target_ = whole;
  const std::size_t mark = std::min(target.find('?'), target.size());
  path_ = part_of(target.substr(0, mark));
  query_ = part_of(target.substr(std::min(mark + 1, target.size())));
}

void RequestParser::take_field(std::string_view name, std::string_view value) {
  if (fields_.size() == kMaxFields) {
    refuse(431, "The request's header has too many fields.");
    return;
  }
  // Beast unfolds a continued line, into memory of its own unless the first line is empty. Nobody
  // may send one any more (RFC 9112, 5.2), and proxies disagree about its meaning.
  const char* const gap = name.data() + name.size();
  const std::less<const char*> before;
  const bool unfolded = before(value.data(), gap) ||
                        before(unread_.data() + unread_.size(), value.data() + value.size());
  if (unfolded || std::find(gap, value.data(), '\n') != value.data()) {
    refuse(400, kMalformed);
    return;
  }
  take_framing(name, value);
  fields_.push_back({part_of(name), part_of(value)});
}

void RequestParser::take_framing(std::string_view name, std::string_view value) {
  if (ascii_iequals(name, "host")) {
    if (++hosts_ > 1 || !is_host(value)) refuse(400, "The request's Host is not valid.");
  } else if (ascii_iequals(name, "content-length")) {
    // Beast would take "5, 5" and the same length twice.
    const bool digits =
        std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (++lengths_ > 1 || !digits) refuse(400, "The request's Content-Length is not valid.");
  } else if (ascii_iequals(name, "transfer-encoding")) {
    // Beast would pass over a coding that it does not know.
    if (++codings_ > 1) refuse(400, kMalformed);
    if (!ascii_iequals(value, "chunked")) refuse(400, "Only the chunked coding is understood.");
  }
}

void RequestParser::check_head() {
  if (codings_ > 0 && (lengths_ > 0 || http_1_0())) {
    refuse(400, kMalformed);
  } else if (hosts_ == 0 && !http_1_0()) {
    refuse(400, "The request lacks a Host.");
  } else if (!http_1_0()) {
    check_expectation();
  }
}

void RequestParser::check_expectation() {
  const std::string_view expectation = header(start_, "expect");
  if (expectation.empty()) return;
  expects_continue_ = ascii_iequals(expectation, "100-continue");
  if (!expects_continue_) refuse(417, "Only 100-continue may be expected.");
}

}  // namespace usher::http
