/// Everything: the whole workflow of a partner's application, from the request for an account to
/// calls on its resources.
#pragma once

#include "usher/client/activations.hpp"  // IWYU pragma: export
#include "usher/client/oauth.hpp"        // IWYU pragma: export
#include "usher/client/session.hpp"      // IWYU pragma: export
#include "usher/client/token_store.hpp"  // IWYU pragma: export
