/// Transitional name of service/provisioning/activation_lock.hpp.
#pragma once

#include "service/provisioning/activation_lock.hpp"

namespace usher::service::activation {

using service::lock_activation;

}  // namespace usher::service::activation
