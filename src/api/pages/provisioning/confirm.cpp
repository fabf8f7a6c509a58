#include "api/pages/provisioning/confirm.hpp"

#include "api/ask.hpp"
#include "api/pages/layout.hpp"
#include "api/pages/provisioning/confirm_text.hpp"
#include "service/provisioning/confirmation.hpp"

namespace usher::api::pages {
namespace {

using service::ConfirmationResult;
using service::LinkState;

http::Response render_confirmation(const ConfirmationResult& result, const http::Request& request,
                                   bool confirmed) {
  Page page;
  page.language = result.link == LinkState::invalid && result.brand.empty()
                      ? page_language(request.header("Accept-Language"))
                      : result.language;
  page.brand = result.brand.empty() ? "Usher" : result.brand;
  const ConfirmText& text = confirm_text(page.language);
  int status = 200;
  switch (result.link) {
    case LinkState::valid:
      page.title = confirmed ? text.done_title : text.title;
      page.text =
          fill_placeholders(confirmed ? text.done_text : text.lead, {{"{brand}", page.brand}});
      if (!confirmed) page.button = text.button;
      break;
    case LinkState::used:
      page.title = text.used_title;
      page.text = fill_placeholders(text.used_text, {{"{brand}", page.brand}});
      break;
    case LinkState::invalid:
      status = 404;
      page.title = text.invalid_title;
      page.text = fill_placeholders(text.invalid_text, {{"{brand}", page.brand}});
      break;
  }
  return page_response(status, page);
}

}  // namespace

http::Task<http::Response> ConfirmRoutes::show(const http::Request& request) {
  const ConfirmationResult result = co_await ask<&service::read_confirmation>(
      store_, tools_, std::string(request.path_parameters.at(0)));
  co_return render_confirmation(result, request, false);
}

http::Task<http::Response> ConfirmRoutes::confirm(const http::Request& request) {
  const ConfirmationResult result = co_await ask<&service::confirm_address>(
      store_, tools_, std::string(request.path_parameters.at(0)));
  co_return render_confirmation(result, request, true);
}

}  // namespace usher::api::pages
