#include "api/pages/mailing/tracking.hpp"

#include "api/ask.hpp"
#include "api/pages/layout.hpp"

namespace usher::api {
namespace {

using domain::MailTokenKind;
using service::ReactionKind;

constexpr std::string_view kGifSuffix = ".gif";
/// A transparent image of one pixel (GIF89a).
constexpr std::string_view kPixel{
    "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff\x21\xf9\x04\x01\x00\x00\x00\x00\x2c"
    "\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00\x3b",
    43};
constexpr std::size_t kMaxCachedLinks = 10'000;

/// Percent-encodes invalid characters and keeps everything else (RFC 3986, 2).
std::string location_of(std::string_view url) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : url) {
    const auto byte = static_cast<unsigned char>(c);
    const bool valid = byte > 0x20 && byte < 0x7F &&
                       std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
    if (valid) {
      out += c;
    } else {
      out.append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
    }
  }
  return out;
}

http::Response redirect(const std::string& url) {
  http::Response response;
  response.status = 302;
  response.headers = {{"Location", location_of(url)},
                      {"Cache-Control", "no-store"},
                      {"Referrer-Policy", "no-referrer"}};
  return response;
}

http::Response unknown_link() {
  pages::Page page;
  page.brand = "Usher";
  page.title = "Not Found";
  page.text = "This link does not exist.";
  return pages::page_response(404, page);
}

}  // namespace

std::optional<std::string> TrackingRoutes::find_cached(const domain::MailToken& token) {
  const std::lock_guard lock(mutex_);
  const auto found = urls_.find(token.link);
  if (found == urls_.end() || !token.matches_url(found->second)) return std::nullopt;
  return found->second;
}

void TrackingRoutes::cache(const domain::MailToken& token, const std::string& url) {
  const std::lock_guard lock(mutex_);
  if (urls_.size() >= kMaxCachedLinks) urls_.clear();
  urls_[token.link] = url;
}

void TrackingRoutes::record(const http::Request& request, domain::MailToken token,
                            ReactionKind kind) {
  if (request.method == http::Method::head) return;  // a HEAD request is not a click
  service::Reaction reaction{std::move(token), kind};
  using Call = service::CallTo<&service::record_reactions>;
  background_.post(std::make_unique<Call>(tools_, std::move(reaction)));
}

http::Task<http::Response> TrackingRoutes::click(const http::Request& request) {
  const auto token =
      domain::parse_mail_token(tools_.keys, MailTokenKind::click, request.path_parameters.at(0));
  if (!token) co_return unknown_link();
  std::optional<std::string> url = find_cached(*token);
  if (!url) {
    const auto target = co_await ask<&service::find_link_target>(store_, tools_, *token);
    if (!target) co_return unknown_link();
    if (target->for_all) cache(*token, target->url);
    url = target->url;
  }
  record(request, *token, ReactionKind::click);
  co_return redirect(*url);
}

http::Task<http::Response> TrackingRoutes::open(const http::Request& request) {
  std::string_view text = request.path_parameters.at(0);
  const bool is_gif = text.ends_with(kGifSuffix);
  if (is_gif) text.remove_suffix(kGifSuffix.size());
  auto token = domain::parse_mail_token(tools_.keys, MailTokenKind::open, text);
  if (!is_gif || !token) co_return unknown_link();
  record(request, std::move(*token), ReactionKind::open);
  http::Response response;
  response.content_type = "image/gif";
  response.body = kPixel;
  response.headers = {{"Cache-Control", "no-store"}, {"Referrer-Policy", "no-referrer"}};
  co_return response;
}

}  // namespace usher::api
