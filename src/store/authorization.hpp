/// Authorization codes in the database.
#pragma once

#include <optional>
#include <string_view>

#include "domain/authorization.hpp"
#include "store/tx.hpp"

namespace usher::store::authorization {

/// Some of those that are long over go on the way.
void insert(Tx& tx, const domain::AuthorizationCode& code);
/// For whoever exchanges it: nobody else can until the transaction ends.
std::optional<domain::AuthorizationCode> take(Tx& tx, std::string_view hash);
void set_grant(Tx& tx, std::string_view hash, domain::GrantId grant);

}  // namespace usher::store::authorization
