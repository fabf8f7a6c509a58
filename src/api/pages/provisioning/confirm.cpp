#include "api/pages/provisioning/confirm.hpp"

#include "api/ask.hpp"
#include "api/pages/layout.hpp"
#include "api/pages/provisioning/confirm_text.hpp"

namespace usher::api::pages {
namespace {

using service::activation::Confirm;

http::Response tell(const Confirm::Told& told, const http::Request& request, bool pressed) {
  Page page;
  page.language = told.answer == Confirm::Answer::gone && told.brand.empty()
                      ? page_language(request.header("Accept-Language"))
                      : told.language;
  page.brand = told.brand.empty() ? "Usher" : told.brand;
  const ConfirmText& text = confirm_text(page.language);
  int status = 200;
  switch (told.answer) {
    case Confirm::Answer::confirmed:
      page.title = pressed ? text.done_title : text.title;
      page.text = filled(pressed ? text.done_text : text.lead, {{"{brand}", page.brand}});
      if (!pressed) page.button = text.button;
      break;
    case Confirm::Answer::already:
      page.title = text.already_title;
      page.text = filled(text.already_text, {{"{brand}", page.brand}});
      break;
    case Confirm::Answer::gone:
      status = 404;
      page.title = text.gone_title;
      page.text = filled(text.gone_text, {{"{brand}", page.brand}});
      break;
  }
  return page_reply(status, page);
}

}  // namespace

http::Task<http::Response> ConfirmRoutes::show(const http::Request& request) {
  const Confirm::Told told = co_await ask(look_, std::string(request.path_parameters.at(0)));
  co_return tell(told, request, false);
}

http::Task<http::Response> ConfirmRoutes::press(const http::Request& request) {
  const Confirm::Told told = co_await ask(confirm_, std::string(request.path_parameters.at(0)));
  co_return tell(told, request, true);
}

}  // namespace usher::api::pages
