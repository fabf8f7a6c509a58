/// Whose pages these are, before anybody is known.
#pragma once

#include <string>

#include "http/task.hpp"
#include "service/endpoint.hpp"
#include "service/provisioning/plan.hpp"

namespace usher::api::pages {

/// The brand of the plan that applications start with.
http::Task<std::string> usual_brand(service::Endpoint<service::plan::Show>& plans);

}  // namespace usher::api::pages
