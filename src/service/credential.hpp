/// Who an account's owner says to be, and whether it is true.
#pragma once

#include <string_view>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "domain/account.hpp"
#include "store/tx.hpp"

namespace usher::service::credential {

/// The account with that user name, when the password is its own. An unknown name, a wrong password
/// and a stopped activation are one and the same `not_found`, after the same work.
Result<domain::Account> check(store::Tx& tx, std::string_view user_name, const Secret& password);

}  // namespace usher::service::credential
