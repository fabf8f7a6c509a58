/// The account that a Bearer token opens: who it is (the contract's C.3).
#pragma once

#include <string>

#include "api/published/resources.hpp"

namespace usher::api::console {

void add_account(Resources& resources, const std::string& public_url);

}  // namespace usher::api::console
