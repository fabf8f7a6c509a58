#include "api/pages/mailing/tracking.hpp"

#include "api/ask.hpp"
#include "api/pages/layout.hpp"

namespace usher::api {
namespace {

using domain::MailTokenKind;

constexpr std::string_view kGifEnding = ".gif";
/// A transparent picture of one pixel (GIF89a).
constexpr std::string_view kPixel{
    "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff\x21\xf9\x04\x01\x00\x00\x00\x00\x2c"
    "\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00\x3b",
    43};
constexpr std::size_t kRemembered = 10'000;

/// What may not stand in an address is encoded, what is there already stays (RFC 3986, 2).
std::string as_location(std::string_view url) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : url) {
    const auto byte = static_cast<unsigned char>(c);
    const bool stays = byte > 0x20 && byte < 0x7F &&
                       std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
    if (stays) {
      out += c;
    } else {
      out.append({'%', kDigits[byte >> 4], kDigits[byte & 15]});
    }
  }
  return out;
}

http::Response lead_to(const std::string& url) {
  http::Response response;
  response.status = 302;
  response.headers = {{"Location", as_location(url)},
                      {"Cache-Control", "no-store"},
                      {"Referrer-Policy", "no-referrer"}};
  return response;
}

http::Response nowhere() {
  pages::Page page;
  page.brand = "Usher";
  page.title = "Not Found";
  page.text = "There is nothing behind this link.";
  return pages::page_reply(404, page);
}

}  // namespace

std::optional<std::string> TrackingRoutes::remembered(const domain::MailToken& token) {
  const std::lock_guard lock(mutex_);
  const auto found = urls_.find(token.link);
  if (found == urls_.end() || !token.matches_url(found->second)) return std::nullopt;
  return found->second;
}

void TrackingRoutes::remember(const domain::MailToken& token, const std::string& url) {
  const std::lock_guard lock(mutex_);
  if (urls_.size() >= kRemembered) urls_.clear();
  urls_[token.link] = url;
}

void TrackingRoutes::record(const http::Request& request, domain::MailToken token, bool click) {
  if (request.method == http::Method::head) return;  // nobody has looked at anything
  record_.send({std::move(token), click});
}

http::Task<http::Response> TrackingRoutes::click(const http::Request& request) {
  const auto token =
      domain::parse_mail_token(keys_, MailTokenKind::click, request.path_parameters.at(0));
  if (!token) co_return nowhere();
  std::optional<std::string> url = remembered(*token);
  if (!url) {
    const auto target = co_await ask(find_, *token);
    if (!target) co_return nowhere();
    if (target->for_all) remember(*token, target->url);
    url = target->url;
  }
  record(request, *token, true);
  co_return lead_to(*url);
}

http::Task<http::Response> TrackingRoutes::open(const http::Request& request) {
  std::string_view text = request.path_parameters.at(0);
  const bool named = text.ends_with(kGifEnding);
  if (named) text.remove_suffix(kGifEnding.size());
  auto token = domain::parse_mail_token(keys_, MailTokenKind::open, text);
  if (!named || !token) co_return nowhere();
  record(request, std::move(*token), false);
  http::Response response;
  response.content_type = "image/gif";
  response.body = kPixel;
  response.headers = {{"Cache-Control", "no-store"}, {"Referrer-Policy", "no-referrer"}};
  co_return response;
}

}  // namespace usher::api
