/// The SQL condition that an account has not expired.
#pragma once

#include "store/sql_text.hpp"

namespace usher::store {

/// The condition for statements in which the account has the alias `c`. It must agree with
/// domain::status_of and domain::may.
inline constexpr SqlText kAccountIsOpen{"(c.expires_at IS NULL OR c.expires_at > {now})"};

}  // namespace usher::store
