#include "api/pages/brand.hpp"

#include "api/ask.hpp"

namespace usher::api::pages {

http::Task<std::string> usual_brand(service::Endpoint<service::plan::Show>& plans) {
  const std::string usual(domain::kDefaultPlan);
  const auto plan = co_await ask(plans, usual);
  co_return plan ? plan->brand : domain::Plan{}.brand;
}

}  // namespace usher::api::pages
