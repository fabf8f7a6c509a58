#include "api/pages/mailing/published_content.hpp"

#include <array>

#include "api/ask.hpp"
#include "api/pages/layout.hpp"

namespace usher::api::pages {
namespace {

struct OfflineText {
  std::string_view title;
  std::string_view text;
};
// Indexed by domain::Language.
constexpr std::array<OfflineText, domain::kLanguages.size()> kOfflineTexts = {{
    {"This message is not online",
     "Its sender may have withdrawn it, or the address may not have "
     "been copied in full."},
    {"Questo messaggio non è online",
     "Il mittente potrebbe averlo ritirato, oppure l’indirizzo "
     "potrebbe non essere stato copiato per intero."},
    {"Este mensaje no está en línea",
     "Es posible que el remitente lo haya retirado o que la "
     "dirección no se haya copiado entera."},
    {"Ce message n’est pas en ligne",
     "L’expéditeur l’a peut-être retiré, ou l’adresse n’a pas été "
     "copiée en entier."},
    {"Esta mensagem não está online",
     "O remetente pode tê-la retirado ou o endereço pode não ter "
     "sido copiado por inteiro."},
    {"このメッセージは公開されていません",
     "送信者が公開を取りやめたか、アドレスが途中までしかコピーされていない可能性があります。"},
    {"Denne meddelelse er ikke online",
     "Afsenderen kan have trukket den tilbage, eller adressen er "
     "måske ikke kopieret i sin helhed."},
}};

http::Response not_online(const http::Request& request) {
  Page page;
  page.language = page_language(request.header("Accept-Language"));
  page.brand = "Usher";
  const OfflineText& text = kOfflineTexts[static_cast<std::size_t>(page.language)];
  page.title = text.title;
  page.text = text.text;
  return page_response(404, page);
}

http::Response no_image() {
  http::Response response;
  response.status = 404;
  response.content_type = "text/plain; charset=utf-8";
  response.body = "There is no such image.\n";
  response.headers = {{"Cache-Control", "no-store"}};
  return response;
}

http::Response image_response(int status, const ImageCopy& copy) {
  http::Response response;
  response.status = status;
  response.content_type = copy.content_type;
  response.shared_body = copy.content;
  response.headers = {{"ETag", copy.etag},
                      {"Cache-Control", "public, max-age=3600"},
                      {"Content-Security-Policy", "default-src 'none'; sandbox"}};
  return response;
}

/// Ends a turn on every way out.
class Turn {
 public:
  explicit Turn(ImageCopies& copies) : copies_(copies) {}
  ~Turn() { copies_.leave(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  ImageCopies& copies_;
};

}  // namespace

http::Task<http::Response> PublishedRoutes::image(const http::Request& request) {
  // Addresses of images contain nothing to percent-decode.
  const auto address = domain::parse_image_address(request.path);
  if (!address) co_return no_image();
  const std::string path(request.path);
  const std::string if_none_match(request.header("If-None-Match"));
  co_await http::suspend([this](Completion& done) { copies_.enter(done); });
  const Turn turn(copies_);
  const ImageCopy copy = copies_.find(path, steady_now());
  if (copy.content && if_none_match.empty()) co_return image_response(200, copy);
  service::ImageRequest input{*address, if_none_match};
  auto found = co_await ask<&service::serve_image>(store_, std::move(input));
  if (!found) co_return no_image();
  ImageCopy read;
  read.etag = found->etag;
  if (found->not_modified) co_return image_response(304, read);
  read.content_type = found->image.content_type;
  read.content = std::make_shared<const std::string>(std::move(found->image.content));
  copies_.add(path, read, steady_now());
  co_return image_response(200, read);
}

http::Task<http::Response> PublishedRoutes::message(const http::Request& request) {
  std::string token(request.path_parameters.at(0));
  const auto found = co_await ask<&service::read_online_message>(store_, tools_, std::move(token));
  if (!found) co_return not_online(request);
  http::Response response;
  response.content_type = "text/html; charset=utf-8";
  response.body = domain::html_document(*found);
  response.headers = {
      // Forbids scripts and forms, isolates the origin; windows opened by links are not sandboxed.
      {"Content-Security-Policy",
       "default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline'; "
       "form-action 'none'; base-uri 'none'; "
       "sandbox allow-popups allow-popups-to-escape-sandbox"},
      {"Referrer-Policy", "no-referrer"},
      {"Cache-Control", "no-cache"},
      {"X-Robots-Tag", "noindex"},
  };
  co_return response;
}

}  // namespace usher::api::pages
