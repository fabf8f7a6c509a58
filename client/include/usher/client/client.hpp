/// Includes the whole library.
#pragma once

#include "usher/client/activations.hpp"  // IWYU pragma: export
#include "usher/client/oauth.hpp"        // IWYU pragma: export
#include "usher/client/session.hpp"      // IWYU pragma: export
#include "usher/client/token_store.hpp"  // IWYU pragma: export
