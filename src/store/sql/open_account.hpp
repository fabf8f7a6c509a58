/// The SQL condition that an account has not expired.
#pragma once

#include "store/sql_text.hpp"

namespace usher::store {

/// For statements in which the account has the alias `c`. Agrees with
/// domain::status_of and domain::may: a change there changes this condition too.
inline constexpr SqlText kAccountIsOpen{"(c.expires_at IS NULL OR c.expires_at > {now})"};

}  // namespace usher::store
